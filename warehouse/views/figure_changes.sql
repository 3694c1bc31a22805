-- Figures and claims that changed, old and new, each with its sentence.
CREATE OR REPLACE VIEW figure_changes AS
SELECT
    developments.id AS development_id,
    coalesce(heirs.heir, developments.story_id) AS story_id,
    developments.article_id, developments.told_at, change.counts, change.old, change.new,
    nullif(change.old_article_id, '') AS old_article_id, change.sentence
FROM store.developments AS developments
LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
CROSS JOIN unnest(developments.changes) AS changes (change)
QUALIFY dense_rank() OVER (
    PARTITION BY developments.id, coalesce(heirs.heir, developments.story_id)
    ORDER BY developments.told_at, developments.article_id, developments.version
) = 1;

COMMENT ON VIEW figure_changes IS 'Figures and claims that changed, old and new, each with its sentence.';
COMMENT ON COLUMN figure_changes.development_id IS 'The development it is part of';
COMMENT ON COLUMN figure_changes.story_id IS 'The story';
COMMENT ON COLUMN figure_changes.article_id IS 'The article with the new value';
COMMENT ON COLUMN figure_changes.told_at IS 'When that article counts as told (UTC)';
COMMENT ON COLUMN figure_changes.counts IS 'What is counted, or the kind of claim';
COMMENT ON COLUMN figure_changes.old IS 'Value or claim before, as written';
COMMENT ON COLUMN figure_changes.new IS 'Value or claim now, as written';
COMMENT ON COLUMN figure_changes.old_article_id IS 'The article with the old value; NULL: not known';
COMMENT ON COLUMN figure_changes.sentence IS 'The sentence with the new value';
