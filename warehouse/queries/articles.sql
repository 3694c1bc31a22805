-- These articles as they now read, in the order they were told.
SELECT *
FROM store.articles
WHERE rowid IN (SELECT rowid FROM store.articles WHERE id IN (FROM ids))
ORDER BY told_at, id
