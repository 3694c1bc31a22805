-- Whom each followed story's articles name as their source, and how widely.
CREATE OR REPLACE VIEW voices AS
SELECT
    memberships.story_id, attributions.source,
    mode(attributions.kind ORDER BY attributions.kind) AS kind,
    count(DISTINCT attributions.article_id) AS n_articles,
    count(DISTINCT articles.outlet) AS n_outlets, min(articles.told_at) AS first_at
FROM store.attributions AS attributions
JOIN store.articles AS articles ON articles.id = attributions.article_id
LEFT JOIN store.memberships AS memberships ON memberships.article_id = attributions.article_id
GROUP BY memberships.story_id, attributions.source;

COMMENT ON VIEW voices IS 'Whom each followed story''s articles name as their source, and how widely.';
COMMENT ON COLUMN voices.story_id IS 'The story';
COMMENT ON COLUMN voices.source IS 'Whom they name';
COMMENT ON COLUMN voices.kind IS 'outlet, agency, person or anonymous';
COMMENT ON COLUMN voices.n_articles IS 'Articles that name it';
COMMENT ON COLUMN voices.n_outlets IS 'Different outlets that do';
COMMENT ON COLUMN voices.first_at IS 'When it was first named (UTC)';
