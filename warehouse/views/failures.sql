-- What did not become what it should have, each with its reason.
CREATE OR REPLACE VIEW failures AS
SELECT * FROM store.failures;

COMMENT ON VIEW failures IS 'What did not become what it should have, each with its reason.';
COMMENT ON COLUMN failures.stage IS 'Stage: poll, fetch, extract, embed, place, detect, load, publish or notify';
COMMENT ON COLUMN failures.url IS 'What it was about';
COMMENT ON COLUMN failures.reason IS 'Reason, from the closed list';
COMMENT ON COLUMN failures.detail IS 'What was said';
COMMENT ON COLUMN failures.failed_at IS 'When (UTC)';
COMMENT ON COLUMN failures.feed_id IS 'Its feed; empty: none';
COMMENT ON COLUMN failures.entry_id IS 'Its entry; empty: none';
COMMENT ON COLUMN failures.retry_at IS 'When it is tried again (UTC); NULL: final';
