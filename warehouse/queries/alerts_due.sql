-- Alerts to hand over now: due, never accepted, not given up, and past the time of their next try;
-- with the part of a digest that they were cut into (NULL: none). What was made or tried in the future
-- waits for nothing: the clock has stepped back.
SELECT alerts.*, parts.part_id, parts.number, parts.heading
FROM store.alerts AS alerts
LEFT JOIN store.digest_parts AS parts ON parts.alert_id = alerts.id
WHERE (alerts.due_at <= $now OR alerts.created_at > $now)
    AND NOT EXISTS (
        FROM store.deliveries AS tried
        WHERE tried.alert_id = alerts.id
            AND (
                tried.accepted
                OR tried.retry_at IS NULL
                OR (tried.retry_at > $now AND tried.tried_at <= $now)
            )
    )
ORDER BY alerts.due_at, alerts.created_at, alerts.id
LIMIT $most
