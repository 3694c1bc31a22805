-- Which outlet names which outlet, agency or person as its source, over all followed stories.
CREATE OR REPLACE VIEW citations AS
SELECT
    articles.outlet, attributions.source,
    mode(attributions.kind ORDER BY attributions.kind) AS kind,
    count(DISTINCT attributions.article_id) AS n_articles,
    count(DISTINCT memberships.story_id) AS n_stories
FROM store.attributions AS attributions
JOIN store.articles AS articles ON articles.id = attributions.article_id
LEFT JOIN store.memberships AS memberships ON memberships.article_id = attributions.article_id
GROUP BY articles.outlet, attributions.source;

COMMENT ON VIEW citations IS 'Which outlet names which outlet, agency or person as its source, over all followed stories.';
COMMENT ON COLUMN citations.outlet IS 'Who names';
COMMENT ON COLUMN citations.source IS 'Who is named';
COMMENT ON COLUMN citations.kind IS 'outlet, agency, person or anonymous';
COMMENT ON COLUMN citations.n_articles IS 'Articles that do';
COMMENT ON COLUMN citations.n_stories IS 'Living stories that they are in';
