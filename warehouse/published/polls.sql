-- Polls of feeds.
SELECT *, polled_at AS part_at, rowid AS row, hash(polls) AS row_key
FROM store.polls AS polls
