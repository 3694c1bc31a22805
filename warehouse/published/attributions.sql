-- All of them.
SELECT * FROM store.attributions
