-- Counts and times over all members: a window knows only those that it still holds. A story with
-- members lives, whatever was said of it.
UPDATE store.stories AS stories
SET n_articles = counts.n, n_copies = counts.n_copies, n_outlets = counts.n_outlets,
    first_at = coalesce(counts.first_at, stories.first_at),
    last_at = coalesce(counts.last_at, stories.last_at),
    merged_into = CASE WHEN counts.n > 0 THEN '' ELSE stories.merged_into END
FROM (
    SELECT
        touched.id, count(articles.id) AS n, count(copies.article_id) AS n_copies,
        count(DISTINCT articles.outlet) AS n_outlets, min(articles.told_at) AS first_at,
        max(articles.told_at) AS last_at
    FROM touched
    LEFT JOIN store.memberships AS memberships ON memberships.story_id = touched.id
    LEFT JOIN store.articles AS articles ON articles.id = memberships.article_id
    LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
    GROUP BY touched.id
) AS counts
WHERE counts.id = stories.id
RETURNING 'stories' AS noun, stories.last_at AS part_at
