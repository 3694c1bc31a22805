-- Cycles.
SELECT *, started_at AS part_at, rowid AS row, hash(cycles) AS row_key
FROM store.cycles AS cycles
