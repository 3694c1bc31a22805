-- Vectors file: embeddings of the window's articles by one model, in no order: sorting rows this wide
-- takes thirty times as long as reading them. Read by row: a join by id would read all there are.
WITH chosen AS (
    SELECT window_rows.row, vectors.rowid AS place
    FROM window_rows JOIN store.vectors AS vectors USING (article_id)
    WHERE ($model = '' OR vectors.model = $model) AND ($sha256 = '' OR vectors.sha256 = $sha256)
)
SELECT chosen.row, vectors.vector
FROM store.vectors AS vectors JOIN chosen ON chosen.place = vectors.rowid
WHERE vectors.rowid IN (SELECT place FROM chosen)
