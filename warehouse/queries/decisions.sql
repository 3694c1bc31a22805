-- Decisions of the user on stories, oldest first.
SELECT kind, a, b, decided_at AS "at" FROM store.decisions ORDER BY decided_at, rowid
