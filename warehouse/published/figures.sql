-- Quantities, by the time when their article was told.
SELECT *, told_at AS part_at, rowid AS row, hash(figures) AS row_key
FROM store.figures AS figures
