-- The newest development worth telling, with a quote, of each of these living stories, or of one that
-- became part of it; `at`: of its article.
WITH RECURSIVE family AS (
    SELECT id, id AS heir FROM story_ids
    UNION
    SELECT stories.id, family.heir
    FROM store.stories AS stories JOIN family ON stories.merged_into = family.id
)
SELECT
    family.heir AS story_id, developments.article_id, developments.outlet,
    coalesce(articles.told_at, developments.told_at) AS "at", developments.quotes[1].text AS text
FROM store.developments AS developments
JOIN family ON family.id = developments.story_id
LEFT JOIN store.articles AS articles ON articles.id = developments.article_id
WHERE len(developments.quotes) > 0 AND developments.alert
QUALIFY row_number() OVER (
    PARTITION BY family.heir ORDER BY developments.told_at DESC, developments.seq DESC
) = 1
