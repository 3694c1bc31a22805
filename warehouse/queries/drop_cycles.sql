-- Delete the row of a cycle that comes in a new state.
DELETE FROM store.cycles WHERE id IN (SELECT id FROM incoming)
RETURNING 'cycles' AS noun, cycles.started_at AS part_at
