-- Articles about one unfolding event: those that live.
CREATE OR REPLACE VIEW stories AS
SELECT * EXCLUDE (merged_into)
FROM all_stories
WHERE merged_into IS NULL AND n_articles > 0;

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
