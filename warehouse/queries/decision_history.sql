-- Decisions of the user, those taken back too, oldest first, with the titles of what they name.
SELECT
    decisions.id, decisions.kind, decisions.decided_at AS "at", decisions.a, decisions.b,
    coalesce(CASE kind WHEN 'merge' THEN a_story.title ELSE a_article.title END, '') AS a_title,
    coalesce(CASE kind WHEN 'apart' THEN b_article.title ELSE b_story.title END, '') AS b_title,
    decisions.undone_at IS NULL AS in_force, decisions.undone_at
FROM store.decisions AS decisions
LEFT JOIN store.stories AS a_story ON a_story.id = decisions.a
LEFT JOIN store.stories AS b_story ON b_story.id = decisions.b
LEFT JOIN store.articles AS a_article ON a_article.id = decisions.a
LEFT JOIN store.articles AS b_article ON b_article.id = decisions.b
ORDER BY decisions.decided_at, decisions.rowid
