-- Make room for the new state of wishes.
DELETE FROM store.tracks WHERE id IN (SELECT id FROM incoming)
