-- All of the user's words on stories, oldest first.
SELECT * FROM store.decisions ORDER BY decided_at, rowid
