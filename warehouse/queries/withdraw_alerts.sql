-- Give up the alerts of a track that no channel has accepted: nobody follows it any more.
INSERT INTO store.deliveries BY NAME
SELECT
    alerts.id AS alert_id, $now AS tried_at, false AS accepted, $detail AS detail,
    coalesce(tries.n, 0) + 1 AS attempt
FROM store.alerts AS alerts
LEFT JOIN (
    SELECT alert_id, max(attempt) AS n, bool_or(accepted OR retry_at IS NULL) AS done
    FROM store.deliveries GROUP BY alert_id
) AS tries ON tries.alert_id = alerts.id
WHERE alerts.track_id = $track_id AND NOT coalesce(tries.done, false)
