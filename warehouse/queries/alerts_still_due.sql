-- Of these alerts, those that no channel has accepted and that were not given up.
SELECT alerts.*, coalesce(tries.n, 0) AS tries
FROM store.alerts AS alerts
LEFT JOIN (
    SELECT alert_id, count(*) AS n, bool_or(accepted OR retry_at IS NULL) AS done
    FROM store.deliveries GROUP BY alert_id
) AS tries ON tries.alert_id = alerts.id
WHERE alerts.id IN (FROM ids) AND NOT coalesce(tries.done, false)
ORDER BY alerts.due_at, alerts.created_at, alerts.id
