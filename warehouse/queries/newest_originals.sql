-- The newest article of each of these stories that is no copy, with the beginning of its text.
SELECT
    memberships.story_id, articles.id AS article_id, articles.outlet, articles.told_at AS "at",
    left(coalesce(nullif(articles.text, ''), articles.summary), 900) AS text, articles.lang
FROM store.memberships AS memberships
JOIN store.articles AS articles ON articles.id = memberships.article_id
LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
WHERE memberships.story_id IN (FROM story_ids) AND copies.article_id IS NULL
QUALIFY row_number() OVER (
    PARTITION BY memberships.story_id ORDER BY articles.told_at DESC, articles.id
) = 1
