-- What became of each channel's alerts: how many wait, were delivered and were given up, and the last
-- acceptance and refusal with its words. Alerts of tracks that were ended are no refusal ($withdrawn).
SELECT
    alerts.channel,
    count(*) FILTER (tries.accepted_at IS NULL AND NOT coalesce(tries.dead, false)) AS waiting,
    count(*) FILTER (tries.accepted_at IS NOT NULL) AS delivered,
    count(*) FILTER (tries.accepted_at IS NULL AND tries.dead AND NOT tries.withdrawn) AS given_up,
    max(tries.accepted_at) AS delivered_at,
    max(tries.refused_at) AS refused_at,
    coalesce(arg_max(tries.refusal, tries.refused_at), '') AS refusal
FROM store.alerts AS alerts
LEFT JOIN (
    SELECT
        alert_id,
        min(tried_at) FILTER (accepted) AS accepted_at,
        bool_or(NOT accepted AND retry_at IS NULL) AS dead,
        max(tried_at) FILTER (NOT accepted AND detail <> $withdrawn) AS refused_at,
        arg_max(detail, tried_at) FILTER (NOT accepted AND detail <> $withdrawn) AS refusal,
        bool_or(detail = $withdrawn) AS withdrawn
    FROM store.deliveries GROUP BY alert_id
) AS tries ON tries.alert_id = alerts.id
GROUP BY alerts.channel
ORDER BY alerts.channel
