-- Vectors of a model whose articles are not among the known.
SELECT article_id AS id, vector
FROM store.vectors
WHERE model = $model AND sha256 = $sha256 AND article_id NOT IN (FROM known)
LIMIT $most
