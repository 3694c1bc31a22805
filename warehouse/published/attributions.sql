-- Whom articles name, by the time when these were told.
SELECT
    attributions.*, articles.told_at AS part_at, attributions.rowid AS row,
    hash(attributions) AS row_key
FROM store.attributions AS attributions
LEFT JOIN store.articles AS articles ON articles.id = attributions.article_id
