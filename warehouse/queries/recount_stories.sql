-- Counts and times over all members: a window knows only those that it still holds.
UPDATE store.stories AS stories
SET n_articles = counts.n, first_at = counts.first_at, last_at = counts.last_at
FROM (
    SELECT
        memberships.story_id, count(*) AS n, min(articles.told_at) AS first_at,
        max(articles.told_at) AS last_at
    FROM store.memberships AS memberships
    JOIN store.articles AS articles ON articles.id = memberships.article_id
    WHERE memberships.story_id IN (FROM touched)
    GROUP BY memberships.story_id
) AS counts
WHERE counts.story_id = stories.id
