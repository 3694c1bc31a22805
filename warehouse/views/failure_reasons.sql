-- How often each feed failed, by stage and reason.
CREATE OR REPLACE VIEW failure_reasons AS
SELECT failures.feed_id, feeds.title, failures.stage, failures.reason, count(*) AS failures, max(failed_at) AS last_at
FROM store.failures AS failures
LEFT JOIN store.feeds AS feeds ON feeds.id = failures.feed_id
GROUP BY failures.feed_id, feeds.title, failures.stage, failures.reason;

COMMENT ON VIEW failure_reasons IS 'How often each feed failed, by stage and reason.';
COMMENT ON COLUMN failure_reasons.feed_id IS 'Id of the feed; empty: none';
COMMENT ON COLUMN failure_reasons.title IS 'Title of the feed';
COMMENT ON COLUMN failure_reasons.stage IS 'Stage that failed: poll, fetch, extract ...';
COMMENT ON COLUMN failure_reasons.reason IS 'Reason, from the closed list';
COMMENT ON COLUMN failure_reasons.failures IS 'How often';
COMMENT ON COLUMN failure_reasons.last_at IS 'When last (UTC)';
