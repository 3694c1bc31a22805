-- Each value of each counted thing in a followed story, once, where it was first told.
CREATE OR REPLACE VIEW figure_ledger AS
SELECT
    memberships.story_id, figures.counts, figures.unit, figures.value,
    min(figures.told_at) AS first_at,
    arg_min(articles.outlet, (figures.told_at, figures.article_id)) AS outlet,
    arg_min(figures.article_id, (figures.told_at, figures.article_id)) AS article_id,
    arg_min(figures.sentence, (figures.told_at, figures.article_id, figures.sentence)) AS sentence,
    count(DISTINCT figures.article_id) AS n_articles
FROM store.figures AS figures
JOIN store.articles AS articles ON articles.id = figures.article_id
LEFT JOIN store.memberships AS memberships ON memberships.article_id = figures.article_id
WHERE figures.counts <> ''
GROUP BY memberships.story_id, figures.counts, figures.unit, figures.value;

COMMENT ON VIEW figure_ledger IS 'Each value of each counted thing in a followed story, once, where it was first told.';
COMMENT ON COLUMN figure_ledger.story_id IS 'The story';
COMMENT ON COLUMN figure_ledger.counts IS 'What is counted';
COMMENT ON COLUMN figure_ledger.unit IS 'Its unit; empty: a plain count';
COMMENT ON COLUMN figure_ledger.value IS 'The value, as a number';
COMMENT ON COLUMN figure_ledger.first_at IS 'When it was first told (UTC)';
COMMENT ON COLUMN figure_ledger.outlet IS 'Who told it first';
COMMENT ON COLUMN figure_ledger.article_id IS 'The article';
COMMENT ON COLUMN figure_ledger.sentence IS 'Its sentence';
COMMENT ON COLUMN figure_ledger.n_articles IS 'Articles that tell this value';
