-- Alerts with what became of each, the newest first.
SELECT alerts.*
FROM alerts
LEFT JOIN store.developments AS developments ON developments.id = alerts.development_id
LEFT JOIN store.memberships AS memberships ON memberships.article_id = developments.article_id
WHERE alerts.created_at >= $since
    AND (
        $story_id = '' OR alerts.story_id = $story_id
        OR coalesce(memberships.story_id, alerts.story_id) = $story_id
    )
ORDER BY alerts.created_at DESC, alerts.id
