-- What became of the entries of each feed, by reason.
CREATE OR REPLACE VIEW outcomes AS
SELECT
    entries.feed_id, feeds.title,
    CASE
        WHEN outcomes.entry_id IS NULL THEN 'waiting'
        WHEN outcomes.reason = '' THEN 'article'
        WHEN outcomes.retry_at IS NOT NULL THEN 'retrying'
        ELSE 'failed'
    END AS state,
    coalesce(outcomes.reason, '') AS reason, count(*) AS n_entries,
    max(outcomes.tried_at) AS last_at
FROM store.entries AS entries
LEFT JOIN store.outcomes AS outcomes ON outcomes.entry_id = entries.id
LEFT JOIN store.feeds AS feeds ON feeds.id = entries.feed_id
GROUP BY ALL;

COMMENT ON VIEW outcomes IS 'What became of the entries of each feed, by reason.';
COMMENT ON COLUMN outcomes.feed_id IS 'The feed; import: imported';
COMMENT ON COLUMN outcomes.title IS 'Its title';
COMMENT ON COLUMN outcomes.state IS 'article, waiting, retrying or failed';
COMMENT ON COLUMN outcomes.reason IS 'Why not, from the closed list; empty: none';
COMMENT ON COLUMN outcomes.n_entries IS 'How many entries';
COMMENT ON COLUMN outcomes.last_at IS 'When one was last tried (UTC)';
