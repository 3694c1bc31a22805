-- Items as their feeds tell them, one row per feed and item, with what became of them.
CREATE OR REPLACE VIEW entries AS
SELECT
    entries.id, entries.feed_id, entries.outlet, entries.url, entries.guid, entries.title,
    entries.summary, entries.authors, entries.lang, entries.published_at, entries.published_raw,
    entries.first_seen_at,
    CASE
        WHEN articles.id IS NOT NULL THEN 'article'
        WHEN outcomes.entry_id IS NULL THEN 'waiting'
        WHEN outcomes.retry_at IS NOT NULL THEN 'retrying'
        ELSE 'failed'
    END AS state,
    coalesce(outcomes.reason, '') AS reason,
    coalesce(outcomes.tries, 0) AS tries,
    outcomes.retry_at
FROM store.entries AS entries
LEFT JOIN store.outcomes AS outcomes ON outcomes.entry_id = entries.id
LEFT JOIN store.articles AS articles ON articles.id = entries.id;

COMMENT ON VIEW entries IS 'Items as their feeds tell them, one row per feed and item, with what became of them.';
COMMENT ON COLUMN entries.id IS 'Id of the entry and of its article';
COMMENT ON COLUMN entries.feed_id IS 'Feed that told it';
COMMENT ON COLUMN entries.outlet IS 'Who publishes it';
COMMENT ON COLUMN entries.url IS 'Canonical link; empty: none usable';
COMMENT ON COLUMN entries.guid IS 'The feed''s own id for it';
COMMENT ON COLUMN entries.title IS 'Title as the feed tells it, plain text';
COMMENT ON COLUMN entries.summary IS 'Summary as the feed tells it, plain text';
COMMENT ON COLUMN entries.authors IS 'Authors as the feed names them';
COMMENT ON COLUMN entries.lang IS 'Language as the feed says; empty: unknown';
COMMENT ON COLUMN entries.published_at IS 'When published, as read (UTC); NULL: not said';
COMMENT ON COLUMN entries.published_raw IS 'When published, as written';
COMMENT ON COLUMN entries.first_seen_at IS 'When first seen in the feed (UTC)';
COMMENT ON COLUMN entries.state IS 'article, waiting, retrying or failed';
COMMENT ON COLUMN entries.reason IS 'Why it did not become an article at the last try; empty: it did, or was not tried';
COMMENT ON COLUMN entries.tries IS 'How often it was tried';
COMMENT ON COLUMN entries.retry_at IS 'When it is tried again (UTC); NULL: not';
