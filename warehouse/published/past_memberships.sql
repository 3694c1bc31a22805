-- Which story articles belonged to before, by the time when that ended.
SELECT *, until AS part_at, rowid AS row, hash(past_memberships) AS row_key
FROM store.past_memberships AS past_memberships
