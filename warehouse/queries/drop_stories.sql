-- Delete the rows of stories that come in a new state.
DELETE FROM store.stories WHERE id IN (SELECT id FROM incoming)
RETURNING 'stories' AS noun, stories.last_at AS part_at
