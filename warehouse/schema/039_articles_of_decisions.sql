-- A merge names the articles that its two stories had when it was decided: ids of stories come to mean
-- others, as articles move.
CREATE OR REPLACE TABLE store.decisions AS
WITH stays AS (
    SELECT article_id, story_id, since, NULL AS until FROM store.memberships
    UNION ALL
    SELECT article_id, story_id, since, until FROM store.past_memberships
),
named AS (
    SELECT
        decisions.id, stays.story_id,
        list(DISTINCT stays.article_id ORDER BY stays.article_id)[1:50] AS articles
    FROM store.decisions AS decisions
    JOIN stays ON stays.story_id IN (decisions.a, decisions.b)
        AND stays.since < decisions.decided_at
        AND (stays.until IS NULL OR stays.until >= decisions.decided_at)
    WHERE decisions.kind = 'merge'
    GROUP BY decisions.id, stays.story_id
)
SELECT
    decisions.*,
    coalesce(of_a.articles, []::VARCHAR[]) AS a_articles,
    coalesce(of_b.articles, []::VARCHAR[]) AS b_articles
FROM store.decisions AS decisions
LEFT JOIN named AS of_a ON of_a.id = decisions.id AND of_a.story_id = decisions.a
LEFT JOIN named AS of_b ON of_b.id = decisions.id AND of_b.story_id = decisions.b
ORDER BY decisions.decided_at, decisions.rowid
