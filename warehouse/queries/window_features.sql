-- Vectors file: features of the window's articles, in the window's order.
SELECT window_rows.row, features.* EXCLUDE (article_id)
FROM window_rows JOIN store.features AS features USING (article_id)
ORDER BY window_rows.row
