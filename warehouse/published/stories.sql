-- Stories as they now stand.
SELECT *, last_at AS part_at, rowid AS row, hash(stories) AS row_key
FROM store.stories AS stories
