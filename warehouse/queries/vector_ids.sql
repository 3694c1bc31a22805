-- Articles with a vector of this model, in rows after one, with their rows and keys (`vector_sums`).
SELECT article_id AS id, rowid AS row, hash(article_id)::VARCHAR AS key
FROM store.vectors
WHERE model = $model AND sha256 = $sha256 AND rowid > $after
