-- All stories, those that were merged into another too.
CREATE OR REPLACE VIEW all_stories AS
SELECT
    stories.id, stories.title, stories.terms, stories.names, stories.first_at, stories.last_at,
    stories.n_articles::BIGINT AS n_articles, stories.n_copies::BIGINT AS n_copies,
    stories.n_outlets::BIGINT AS n_outlets,
    coalesce(added.n_developments, 0) AS n_developments,
    nullif(stories.merged_into, '') AS merged_into
FROM store.stories AS stories
LEFT JOIN (
    SELECT
        coalesce(heirs.heir, developments.story_id) AS story_id,
        count(DISTINCT developments.id) AS n_developments
    FROM store.developments AS developments
    LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
    GROUP BY 1
) AS added ON added.story_id = stories.id;

COMMENT ON VIEW all_stories IS 'All stories, those that were merged into another too.';
COMMENT ON COLUMN all_stories.id IS 'Id of the story: that of its first article, for ever';
COMMENT ON COLUMN all_stories.title IS 'Title of its most central article';
COMMENT ON COLUMN all_stories.terms IS 'Words that mark it out';
COMMENT ON COLUMN all_stories.names IS 'Names in it most often';
COMMENT ON COLUMN all_stories.first_at IS 'When its first article was told (UTC)';
COMMENT ON COLUMN all_stories.last_at IS 'When its latest article was told (UTC)';
COMMENT ON COLUMN all_stories.n_articles IS 'Articles in it; 0: they have gone into another';
COMMENT ON COLUMN all_stories.n_copies IS 'How many of them are copies';
COMMENT ON COLUMN all_stories.n_outlets IS 'Different outlets among them';
COMMENT ON COLUMN all_stories.n_developments IS 'Developments found in it';
COMMENT ON COLUMN all_stories.merged_into IS 'The story it went into; NULL: it lives';
