-- Living stories that an article tells of after a time.
SELECT id FROM store.stories WHERE merged_into = '' AND last_at > $at
