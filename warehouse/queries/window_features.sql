-- Vectors file: features of the window's articles, in no order, for the same reason.
SELECT window_rows.row, features.* EXCLUDE (article_id)
FROM window_rows JOIN store.features AS features USING (article_id)
