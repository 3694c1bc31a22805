-- Copies whose original is no article, or that are none themselves.
SELECT copies.article_id AS subject
FROM store.copies AS copies
WHERE copies.original_id NOT IN (SELECT id FROM store.articles)
    OR copies.article_id NOT IN (SELECT id FROM store.articles)
ORDER BY copies.article_id
