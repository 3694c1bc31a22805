-- Of these alerts, those that no channel has accepted and that were not given up, with how often each
-- has been tried.
SELECT alerts.id, coalesce(tries.n, 0)::INTEGER AS tries
FROM store.alerts AS alerts
LEFT JOIN (
    SELECT alert_id, count(*) AS n, bool_or(accepted OR retry_at IS NULL) AS done
    FROM store.deliveries GROUP BY alert_id
) AS tries ON tries.alert_id = alerts.id
WHERE alerts.id IN (FROM ids) AND NOT coalesce(tries.done, false)
