-- Delete the copies of articles that are placed again.
DELETE FROM store.copies WHERE article_id IN (SELECT article_id FROM incoming)
RETURNING 'copies' AS noun, copies.loaded_at AS part_at
