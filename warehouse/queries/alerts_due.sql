-- Alerts to hand over now: due, never accepted, not given up, and past the time of their next try.
SELECT alerts.*
FROM store.alerts AS alerts
WHERE alerts.due_at <= $now
    AND NOT EXISTS (
        FROM store.deliveries AS tried
        WHERE tried.alert_id = alerts.id
            AND (tried.accepted OR tried.retry_at IS NULL OR tried.retry_at > $now)
    )
ORDER BY alerts.due_at, alerts.created_at, alerts.id
LIMIT $most
