-- Vectors file: which of the window's articles have features and a vector of one model.
SELECT DISTINCT window_rows.row
FROM window_rows
JOIN store.vectors AS vectors USING (article_id)
JOIN store.features AS features USING (article_id)
WHERE ($model = '' OR vectors.model = $model) AND ($sha256 = '' OR vectors.sha256 = $sha256)
