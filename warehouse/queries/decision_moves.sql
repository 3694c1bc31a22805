-- What carrying out a decision moved: where each article was before, and where it now is.
-- A merge shows in the change that ended a story, cut and apart in the move of their own articles;
-- the row that follows says that the user moved it ('merged': it had left the window).
WITH RECURSIVE heirs AS (
    SELECT id, id AS heir FROM store.stories WHERE merged_into = ''
    UNION ALL
    SELECT stories.id, heirs.heir
    FROM store.stories AS stories JOIN heirs ON stories.merged_into = heirs.id
),
decision AS (FROM store.decisions WHERE id = $id),
lineage AS (
    SELECT stories.id, stories.merged_into
    FROM store.stories AS stories JOIN decision ON stories.id IN (decision.a, decision.b)
    UNION
    SELECT stories.id, stories.merged_into
    FROM store.stories AS stories JOIN lineage ON stories.id = lineage.merged_into
),
ended AS (
    SELECT changes.story_id
    FROM store.story_changes AS changes JOIN decision
        ON changes.changed_at = date_trunc('second', decision.decided_at)
    WHERE decision.kind = 'merge' AND changes.kind = 'merged' AND changes.reason = 'user'
        AND changes.story_id IN (SELECT id FROM lineage)
        AND changes.other_id IN (SELECT id FROM lineage)
),
next_rows AS (
    SELECT article_id, story_id, reason, since FROM store.memberships
    UNION ALL
    SELECT article_id, story_id, reason, since FROM store.past_memberships
)
SELECT
    past.article_id, past.story_id AS was, past.score, past.nearest_id, past.reason, past.until,
    present.story_id AS story_id, coalesce(heirs.heir, moved.story_id) AS put
FROM store.past_memberships AS past
JOIN decision ON past.until >= decision.decided_at
JOIN store.memberships AS present ON present.article_id = past.article_id
JOIN next_rows AS moved ON moved.article_id = past.article_id AND moved.since = past.until
LEFT JOIN heirs ON heirs.id = moved.story_id
WHERE moved.reason IN ('user', 'merged') AND CASE decision.kind
    WHEN 'merge' THEN past.story_id IN (SELECT story_id FROM ended)
    WHEN 'cut' THEN past.article_id = decision.a
    ELSE past.article_id IN (decision.a, decision.b)
END
QUALIFY row_number() OVER (PARTITION BY past.article_id ORDER BY past.until) = 1
ORDER BY past.article_id
