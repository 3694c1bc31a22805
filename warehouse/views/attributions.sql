-- Whom articles of followed stories name as their source.
CREATE OR REPLACE VIEW attributions AS
SELECT
    memberships.story_id, attributions.article_id, articles.outlet, attributions.source,
    attributions.kind, attributions.sentence
FROM store.attributions AS attributions
LEFT JOIN store.memberships AS memberships ON memberships.article_id = attributions.article_id
LEFT JOIN store.articles AS articles ON articles.id = attributions.article_id;

COMMENT ON VIEW attributions IS 'Whom articles of followed stories name as their source.';
COMMENT ON COLUMN attributions.story_id IS 'The story';
COMMENT ON COLUMN attributions.article_id IS 'The article';
COMMENT ON COLUMN attributions.outlet IS 'Who published it';
COMMENT ON COLUMN attributions.source IS 'Whom it names';
COMMENT ON COLUMN attributions.kind IS 'outlet, agency, person or anonymous';
COMMENT ON COLUMN attributions.sentence IS 'The sentence';
