-- Make room for the new state of a cycle.
DELETE FROM store.cycles WHERE id IN (SELECT id FROM incoming)
