-- The articles of a story, told between two times, in their order, with how each came in and whose
-- copy it is.
SELECT
    articles.id, articles.told_at AS "at", articles.outlet, articles.title, articles.url,
    articles.lang, articles.version, memberships.score, memberships.nearest_id, memberships.reason,
    coalesce(copies.original_id, '') AS copy_of, coalesce(copies.kind, '') AS copy_kind,
    copies.share, copies.share_back, coalesce(copies.agency, '') AS agency
FROM store.memberships AS memberships
JOIN store.articles AS articles ON articles.id = memberships.article_id
LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
WHERE memberships.story_id = $id AND articles.told_at BETWEEN $since AND $until
ORDER BY articles.told_at, articles.id
