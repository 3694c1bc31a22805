-- Counts and times over all members: a window knows only those that it still holds. A story with
-- members lives, whatever was said of it.
UPDATE store.stories AS stories
SET n_articles = counts.n, first_at = coalesce(counts.first_at, stories.first_at),
    last_at = coalesce(counts.last_at, stories.last_at),
    merged_into = CASE WHEN counts.n > 0 THEN '' ELSE stories.merged_into END
FROM (
    SELECT
        touched.id, count(articles.id) AS n, min(articles.told_at) AS first_at,
        max(articles.told_at) AS last_at
    FROM touched
    LEFT JOIN store.memberships AS memberships ON memberships.story_id = touched.id
    LEFT JOIN store.articles AS articles ON articles.id = memberships.article_id
    GROUP BY touched.id
) AS counts
WHERE counts.id = stories.id
RETURNING 'stories' AS noun, stories.last_at AS part_at
