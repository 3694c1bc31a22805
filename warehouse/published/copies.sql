-- Which articles are copies, by the time when that was loaded.
SELECT copies.* EXCLUDE (loaded_at), loaded_at AS part_at, rowid AS row, hash(copies) AS row_key
FROM store.copies AS copies
