-- Which articles are copies, by the time when the copy was told.
SELECT copies.*, articles.told_at AS part_at, copies.rowid AS row, hash(copies) AS row_key
FROM store.copies AS copies LEFT JOIN store.articles AS articles ON articles.id = copies.article_id
