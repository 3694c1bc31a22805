-- One story; of one that was merged away, the one that it is now part of.
WITH RECURSIVE path AS (
    SELECT * FROM store.stories WHERE id = $id
    UNION ALL
    SELECT stories.* FROM store.stories AS stories JOIN path ON stories.id = path.merged_into
)
SELECT * FROM path WHERE merged_into = ''
