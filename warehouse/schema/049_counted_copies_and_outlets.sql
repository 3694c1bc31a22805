-- Every story counts the copies and the outlets of the articles it has.
UPDATE store.stories AS stories
SET n_copies = counts.n_copies, n_outlets = counts.n_outlets
FROM (
    SELECT
        memberships.story_id, count(copies.article_id) AS n_copies,
        count(DISTINCT articles.outlet) AS n_outlets
    FROM store.memberships AS memberships
    JOIN store.articles AS articles ON articles.id = memberships.article_id
    LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
    GROUP BY memberships.story_id
) AS counts
WHERE counts.story_id = stories.id
