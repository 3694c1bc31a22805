-- All of them.
SELECT * FROM store.failures
