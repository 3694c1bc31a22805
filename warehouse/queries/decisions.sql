-- Decisions of the user in force, oldest first.
SELECT kind, a, b, decided_at AS "at", a_articles, b_articles
FROM store.decisions
WHERE undone_at IS NULL
ORDER BY decided_at, rowid
