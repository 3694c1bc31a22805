-- What articles add to their stories.
SELECT *, told_at AS part_at, rowid AS row, hash(developments) AS row_key
FROM store.developments AS developments
