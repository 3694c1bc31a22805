-- All cycles with their kind.
SELECT id, kind FROM store.cycles
