-- Alerts with what became of each, the newest first; all, or `$most`.
SELECT alerts.*
FROM alerts
LEFT JOIN store.heirs AS heirs ON heirs.id = alerts.story_id
WHERE alerts.created_at >= $since
    AND ($story_id = '' OR alerts.story_id = $story_id OR heirs.heir = $story_id)
ORDER BY alerts.created_at DESC, alerts.id
LIMIT $most
