-- What failed.
SELECT *, failed_at AS part_at, rowid AS row, hash(failures) AS row_key
FROM store.failures AS failures
