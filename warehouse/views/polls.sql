-- Every poll of a feed and how it ended.
CREATE OR REPLACE VIEW polls AS
SELECT * FROM store.polls;

COMMENT ON VIEW polls IS 'Every poll of a feed and how it ended.';
COMMENT ON COLUMN polls.feed_id IS 'Id of the feed';
COMMENT ON COLUMN polls.polled_at IS 'When (UTC)';
COMMENT ON COLUMN polls.outcome IS 'ok, not_modified, unchanged, empty or failed';
COMMENT ON COLUMN polls.status IS 'HTTP status; NULL: no answer';
COMMENT ON COLUMN polls.took_s IS 'Seconds it took';
COMMENT ON COLUMN polls.bytes IS 'Bytes of the document, unpacked';
COMMENT ON COLUMN polls.items IS 'Items in the document';
COMMENT ON COLUMN polls.tossed IS 'Items over the cap, or repeated inside the document';
COMMENT ON COLUMN polls.faulty IS 'The document was damaged; its items were kept';
COMMENT ON COLUMN polls.reason IS 'Reason of a failure; empty: none';
