-- What articles add to their stories, in their own sentences.
CREATE OR REPLACE VIEW developments AS
SELECT
    developments.id, coalesce(heirs.heir, developments.story_id) AS story_id,
    developments.article_id, developments.version, developments.told_at, developments.outlet,
    developments.url, (SELECT list(quote.text) FROM (SELECT unnest(developments.quotes) AS quote)) AS quotes,
    len(developments.changes) AS n_changes, developments.dropped, developments.score,
    developments.alert, developments.cycle_id
FROM store.developments AS developments
LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
QUALIFY row_number() OVER (
    PARTITION BY developments.id, coalesce(heirs.heir, developments.story_id)
    ORDER BY developments.told_at, developments.article_id, developments.version
) = 1;

COMMENT ON VIEW developments IS 'What articles add to their stories, in their own sentences.';
COMMENT ON COLUMN developments.id IS 'Id of the fact: one row per story and fact';
COMMENT ON COLUMN developments.story_id IS 'The story it was found in, or the one that went into';
COMMENT ON COLUMN developments.article_id IS 'The article that adds it';
COMMENT ON COLUMN developments.version IS 'Which wording of the article';
COMMENT ON COLUMN developments.told_at IS 'When the article counts as told (UTC)';
COMMENT ON COLUMN developments.outlet IS 'Who published the article';
COMMENT ON COLUMN developments.url IS 'Where the article is';
COMMENT ON COLUMN developments.quotes IS 'Verbatim sentences, the newest fact first';
COMMENT ON COLUMN developments.n_changes IS 'How many counted things changed';
COMMENT ON COLUMN developments.dropped IS 'Sentences that a new wording removed';
COMMENT ON COLUMN developments.score IS 'How new it is, 0 to 1';
COMMENT ON COLUMN developments.alert IS 'Whether it is due as an alert; false: recorded only, or told before anybody followed the story';
COMMENT ON COLUMN developments.cycle_id IS 'The cycle that found it; empty: unknown';
