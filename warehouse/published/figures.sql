-- All of them.
SELECT * FROM store.figures
