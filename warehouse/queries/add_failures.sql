-- Failures not yet recorded.
INSERT INTO store.failures BY NAME
SELECT DISTINCT ON (stage, url, failed_at, feed_id, entry_id, reason) incoming.*
FROM incoming ANTI JOIN store.failures AS known USING (stage, url, failed_at, feed_id, entry_id, reason)
