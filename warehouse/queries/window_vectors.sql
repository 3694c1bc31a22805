-- Vectors file: embeddings of the window's articles by one model, in the window's order.
SELECT window_rows.row, vectors.vector
FROM window_rows JOIN store.vectors AS vectors USING (article_id)
WHERE ($model = '' OR vectors.model = $model) AND ($sha256 = '' OR vectors.sha256 = $sha256)
ORDER BY window_rows.row
