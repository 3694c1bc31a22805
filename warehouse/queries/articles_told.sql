-- Articles told in a span of time, as they now read, in the order they were told.
SELECT * FROM store.articles WHERE told_at >= $since AND told_at < $until ORDER BY told_at, id
