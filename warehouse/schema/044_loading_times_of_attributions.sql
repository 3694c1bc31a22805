-- When each attribution was loaded: by it, attributions are published in parts.
CREATE OR REPLACE TABLE store.attributions AS
SELECT attributions.*, articles.first_seen_at AS loaded_at
FROM store.attributions AS attributions
LEFT JOIN store.articles AS articles ON articles.id = attributions.article_id
ORDER BY attributions.rowid
