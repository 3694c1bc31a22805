-- The last cycles, the newest first.
SELECT * FROM store.cycles ORDER BY started_at DESC, id LIMIT $most
