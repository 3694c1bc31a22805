-- These articles as they now read, in the order they were told.
SELECT * FROM store.articles WHERE id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY told_at, id
