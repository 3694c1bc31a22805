-- Articles that placing looks at, in their order: those of `window.sql`, without what it reads.
SELECT places.article_id
FROM store.places AS places
SEMI JOIN store.articles AS articles ON articles.id = places.article_id
SEMI JOIN store.memberships AS memberships ON memberships.article_id = places.article_id
WHERE places.held
ORDER BY places.seq
