-- Articles as they now read, with their story and whose copy they are.
CREATE OR REPLACE VIEW articles AS
SELECT
    articles.id, articles.version, articles.feed_id, articles.outlet, articles.url, articles.title,
    articles.text, articles.summary, articles.lang, articles.authors, articles.published_at,
    articles.first_seen_at, articles.told_at, articles.source, articles.external_id,
    memberships.story_id, copies.original_id AS copy_of
FROM store.articles AS articles
LEFT JOIN store.memberships AS memberships ON memberships.article_id = articles.id
LEFT JOIN store.copies AS copies ON copies.article_id = articles.id;

COMMENT ON VIEW articles IS 'Articles as they now read, with their story and whose copy they are.';
COMMENT ON COLUMN articles.id IS 'Id of the article';
COMMENT ON COLUMN articles.version IS 'Its present wording; 1: never edited';
COMMENT ON COLUMN articles.feed_id IS 'Feed that brought it; import: imported';
COMMENT ON COLUMN articles.outlet IS 'Who published it';
COMMENT ON COLUMN articles.url IS 'Canonical address';
COMMENT ON COLUMN articles.title IS 'Title';
COMMENT ON COLUMN articles.text IS 'Text, paragraphs separated by line breaks';
COMMENT ON COLUMN articles.summary IS 'Summary as its feed tells it';
COMMENT ON COLUMN articles.lang IS 'Language, ISO 639-1; empty: unknown';
COMMENT ON COLUMN articles.authors IS 'Authors';
COMMENT ON COLUMN articles.published_at IS 'When published (UTC); NULL: unknown';
COMMENT ON COLUMN articles.first_seen_at IS 'When this wording was first seen (UTC)';
COMMENT ON COLUMN articles.told_at IS 'When it counts as told: published, but never later than first seen (UTC)';
COMMENT ON COLUMN articles.source IS 'page, feed or import: where the text is from; dropped: it was let go by retention';
COMMENT ON COLUMN articles.external_id IS 'What the imported line calls it; empty: brought by a feed';
COMMENT ON COLUMN articles.story_id IS 'Its story';
COMMENT ON COLUMN articles.copy_of IS 'Id of the article whose text it copies; NULL: own text';
