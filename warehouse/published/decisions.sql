-- All of them.
SELECT * FROM store.decisions
