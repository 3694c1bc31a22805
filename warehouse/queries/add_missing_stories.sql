-- A row for each story that articles belong to and that has none; its words come with its next article.
INSERT INTO store.stories BY NAME
SELECT
    memberships.story_id AS id, min_by(articles.title, articles.told_at) AS title,
    []::VARCHAR[] AS terms, []::VARCHAR[] AS names, min(articles.told_at) AS first_at,
    max(articles.told_at) AS last_at, count(*) AS n_articles, 0 AS n_copies,
    0 AS n_outlets, '' AS merged_into
FROM store.memberships AS memberships
JOIN store.articles AS articles ON articles.id = memberships.article_id
WHERE memberships.story_id NOT IN (SELECT id FROM store.stories)
GROUP BY memberships.story_id
