-- Alerts without their development, or with one of another story.
SELECT alerts.id AS subject
FROM store.alerts AS alerts
LEFT JOIN store.heirs AS heirs ON heirs.id = alerts.story_id
WHERE NOT EXISTS (
    FROM store.developments AS developments
    LEFT JOIN store.heirs AS owners ON owners.id = developments.story_id
    WHERE developments.id = alerts.development_id AND (
        developments.story_id = alerts.story_id OR owners.heir = heirs.heir
    )
)
ORDER BY alerts.id
