-- A story without articles whose merges end in no living story went where most of its articles are.
WITH RECURSIVE heirs AS (
    SELECT id FROM store.stories WHERE n_articles > 0
    UNION
    SELECT stories.id FROM store.stories AS stories JOIN heirs ON stories.merged_into = heirs.id
)
UPDATE store.stories AS stories
SET merged_into = went.heir
FROM (
    SELECT past.story_id AS id, memberships.story_id AS heir
    FROM store.past_memberships AS past
    JOIN store.memberships AS memberships ON memberships.article_id = past.article_id
    WHERE past.story_id <> memberships.story_id
    GROUP BY past.story_id, memberships.story_id
    QUALIFY row_number() OVER (
        PARTITION BY past.story_id
        ORDER BY count(DISTINCT past.article_id) DESC, memberships.story_id
    ) = 1
) AS went
WHERE went.id = stories.id AND stories.id NOT IN (SELECT id FROM heirs)
