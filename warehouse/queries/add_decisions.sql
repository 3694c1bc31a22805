-- Decisions of the user that are not in force yet, each under the id made of what it says and when. A
-- merge names the articles that its two stories have. Merge and apart say the same either way round:
-- said twice, they would hold on when taken back once.
WITH named AS (
    SELECT story_id, list(article_id ORDER BY since, article_id)[1:50] AS articles
    FROM store.memberships
    GROUP BY story_id
),
fresh AS (
    FROM incoming
    ANTI JOIN (FROM store.decisions WHERE undone_at IS NULL) AS known
        ON known.kind = incoming.kind AND (
            (known.a = incoming.a AND known.b = incoming.b)
            OR (known.a = incoming.b AND known.b = incoming.a AND known.kind <> 'cut')
        )
)
INSERT INTO store.decisions BY NAME
SELECT DISTINCT fresh.* REPLACE (
    left(sha256(concat_ws(' ', kind, a, b, decided_at::VARCHAR)), 16) AS id,
    CASE WHEN kind = 'merge' THEN coalesce(of_a.articles, []) ELSE [] END AS a_articles,
    CASE WHEN kind = 'merge' THEN coalesce(of_b.articles, []) ELSE [] END AS b_articles
)
FROM fresh
LEFT JOIN named AS of_a ON of_a.story_id = fresh.a
LEFT JOIN named AS of_b ON of_b.story_id = fresh.b
