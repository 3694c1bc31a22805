-- When the latest article of a living story was told.
SELECT max(last_at) AS "at" FROM store.stories WHERE merged_into = ''
