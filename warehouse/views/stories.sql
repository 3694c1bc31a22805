-- Articles about one unfolding event: those that live.
CREATE OR REPLACE VIEW stories AS
SELECT
    stories.id, stories.title, stories.terms, stories.names, stories.first_at, stories.last_at,
    counts.n_articles AS n_articles, counts.n_copies AS n_copies, counts.n_outlets AS n_outlets,
    coalesce(added.n_developments, 0) AS n_developments
FROM store.stories AS stories
JOIN (
    SELECT
        memberships.story_id, count(*) AS n_articles, count(copies.article_id) AS n_copies,
        count(DISTINCT articles.outlet) AS n_outlets
    FROM store.memberships AS memberships
    JOIN store.articles AS articles ON articles.id = memberships.article_id
    LEFT JOIN store.copies AS copies ON copies.article_id = memberships.article_id
    GROUP BY memberships.story_id
) AS counts ON counts.story_id = stories.id
LEFT JOIN (
    SELECT
        coalesce(heirs.heir, developments.story_id) AS story_id,
        count(DISTINCT developments.id) AS n_developments
    FROM store.developments AS developments
    LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
    GROUP BY 1
) AS added ON added.story_id = stories.id
WHERE stories.merged_into = '';

COMMENT ON VIEW stories IS 'Articles about one unfolding event: those that live.';
COMMENT ON COLUMN stories.id IS 'Id of the story: that of its first article, for ever';
COMMENT ON COLUMN stories.title IS 'Title of its most central article';
COMMENT ON COLUMN stories.terms IS 'Words that mark it out';
COMMENT ON COLUMN stories.names IS 'Names in it most often';
COMMENT ON COLUMN stories.first_at IS 'When its first article was told (UTC)';
COMMENT ON COLUMN stories.last_at IS 'When its latest article was told (UTC)';
COMMENT ON COLUMN stories.n_articles IS 'Articles in it';
COMMENT ON COLUMN stories.n_copies IS 'How many of them are copies';
COMMENT ON COLUMN stories.n_outlets IS 'Different outlets among them';
COMMENT ON COLUMN stories.n_developments IS 'Developments found in it';
