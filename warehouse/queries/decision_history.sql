-- Decisions of the user, those taken back too, oldest first, with the titles of what they name.
WITH named AS (SELECT a AS id FROM store.decisions UNION SELECT b FROM store.decisions),
articles AS (SELECT id, title FROM store.articles WHERE id IN (FROM named)),
stories AS (SELECT id, title, merged_into FROM store.stories WHERE id IN (FROM named))
SELECT
    decisions.id, decisions.kind, decisions.decided_at AS "at", decisions.a, decisions.b,
    coalesce(CASE
        WHEN kind = 'merge' AND a_story.merged_into = '' THEN a_story.title
        ELSE coalesce(a_article.title, a_story.title) -- of one merged away: its first article
    END, '') AS a_title,
    coalesce(CASE
        WHEN kind <> 'apart' AND b_story.merged_into = '' THEN b_story.title
        ELSE coalesce(b_article.title, b_story.title)
    END, '') AS b_title,
    decisions.undone_at IS NULL AS in_force, decisions.undone_at
FROM store.decisions AS decisions
LEFT JOIN stories AS a_story ON a_story.id = decisions.a
LEFT JOIN stories AS b_story ON b_story.id = decisions.b
LEFT JOIN articles AS a_article ON a_article.id = decisions.a
LEFT JOIN articles AS b_article ON b_article.id = decisions.b
ORDER BY decisions.decided_at, decisions.rowid
