-- When each copy was loaded: by it, copies are published in parts.
CREATE OR REPLACE TABLE store.copies AS
SELECT copies.*, articles.first_seen_at AS loaded_at
FROM store.copies AS copies LEFT JOIN store.articles AS articles ON articles.id = copies.article_id
ORDER BY copies.rowid
