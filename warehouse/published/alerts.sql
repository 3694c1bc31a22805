-- Alerts, with the name or scheme of their channel and never its address.
SELECT
    alerts.* EXCLUDE (html, markdown, json)
        REPLACE (split_part(channel, ':', 1) AS channel),
    created_at AS part_at, rowid AS row, hash(id) AS row_key
FROM store.alerts AS alerts
