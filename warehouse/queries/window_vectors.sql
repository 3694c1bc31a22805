-- Vectors file: embeddings of the window's articles by one model, in no order: sorting rows this wide
-- takes thirty times as long as reading them.
SELECT window_rows.row, vectors.vector
FROM window_rows JOIN store.vectors AS vectors USING (article_id)
WHERE ($model = '' OR vectors.model = $model) AND ($sha256 = '' OR vectors.sha256 = $sha256)
