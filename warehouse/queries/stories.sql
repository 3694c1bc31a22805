-- Living stories, the latest told first.
SELECT *
FROM store.stories
WHERE merged_into = '' AND last_at >= $since AND n_articles >= $least
ORDER BY last_at DESC, id
LIMIT $most
