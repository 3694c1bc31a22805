-- Attempts to deliver.
SELECT *, tried_at AS part_at, rowid AS row, hash(deliveries) AS row_key
FROM store.deliveries AS deliveries
