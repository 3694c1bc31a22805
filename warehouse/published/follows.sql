-- All of them.
SELECT * FROM store.follows
