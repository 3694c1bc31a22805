-- Living stories whose first article was placed after an ordinal, in the order they began.
SELECT stories.*, places.seq
FROM store.places AS places
JOIN store.stories AS stories ON stories.id = places.article_id
WHERE places.seq > $after AND stories.merged_into = '' AND stories.n_articles > 0
ORDER BY places.seq
LIMIT $most
