-- The ledger: quantities that articles of followed stories state, with what they count.
CREATE OR REPLACE VIEW figures AS
SELECT
    memberships.story_id, figures.article_id, articles.outlet, figures.told_at, figures.counts,
    figures.value, figures.unit, figures.hedge, figures.raw, figures.sentence
FROM store.figures AS figures
LEFT JOIN store.memberships AS memberships ON memberships.article_id = figures.article_id
LEFT JOIN store.articles AS articles ON articles.id = figures.article_id;

COMMENT ON VIEW figures IS 'The ledger: quantities that articles of followed stories state, with what they count.';
COMMENT ON COLUMN figures.story_id IS 'The story';
COMMENT ON COLUMN figures.article_id IS 'The article that states it';
COMMENT ON COLUMN figures.outlet IS 'Who published it';
COMMENT ON COLUMN figures.told_at IS 'When the article counts as told (UTC)';
COMMENT ON COLUMN figures.counts IS 'What is counted';
COMMENT ON COLUMN figures.value IS 'The value, as a number';
COMMENT ON COLUMN figures.unit IS 'Its unit; empty: a plain count';
COMMENT ON COLUMN figures.hedge IS 'about, more than, at least ...; empty: none';
COMMENT ON COLUMN figures.raw IS 'As written';
COMMENT ON COLUMN figures.sentence IS 'The sentence';
