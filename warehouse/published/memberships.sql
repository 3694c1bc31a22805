-- Which story each article belongs to now.
SELECT *, since AS part_at, rowid AS row, hash(memberships) AS row_key
FROM store.memberships AS memberships
