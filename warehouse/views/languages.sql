-- How much is told in each language.
CREATE OR REPLACE VIEW languages AS
SELECT
    articles.lang, count(*) AS n_articles, count(DISTINCT articles.outlet) AS n_outlets,
    count(DISTINCT memberships.story_id) AS n_stories
FROM store.articles AS articles
LEFT JOIN store.memberships AS memberships ON memberships.article_id = articles.id
GROUP BY articles.lang;

COMMENT ON VIEW languages IS 'How much is told in each language.';
COMMENT ON COLUMN languages.lang IS 'Language, ISO 639-1; empty: unknown';
COMMENT ON COLUMN languages.n_articles IS 'Articles';
COMMENT ON COLUMN languages.n_outlets IS 'Different outlets';
COMMENT ON COLUMN languages.n_stories IS 'Living stories told of in it';
