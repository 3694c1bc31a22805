-- Those of these stories that have lost every article and whose merges, if any, end in no living one,
-- each with the story that most of its articles are now in.
SELECT stories.id, memberships.story_id AS heir
FROM store.stories AS stories
JOIN store.past_memberships AS past ON past.story_id = stories.id
JOIN store.memberships AS memberships ON memberships.article_id = past.article_id
WHERE stories.id IN (FROM touched) AND stories.n_articles = 0
    AND (stories.merged_into = '' OR stories.id NOT IN (SELECT id FROM store.heirs))
GROUP BY stories.id, memberships.story_id
QUALIFY row_number() OVER (
    PARTITION BY stories.id ORDER BY count(DISTINCT past.article_id) DESC, memberships.story_id
) = 1
