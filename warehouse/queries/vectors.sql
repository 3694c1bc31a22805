-- Vectors file: the vectors of these articles made by this model, read by row.
SELECT article_id, vector
FROM store.vectors
WHERE rowid IN (
    SELECT rowid
    FROM store.vectors
    WHERE model = $model AND sha256 = $sha256 AND article_id IN (FROM ids)
)
