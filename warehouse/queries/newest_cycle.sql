-- The cycle begun last.
SELECT id FROM store.cycles ORDER BY started_at DESC, id LIMIT 1
