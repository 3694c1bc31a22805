-- What became of entries that were tried before; the same trial counts once.
UPDATE store.outcomes AS known
SET tries = CASE WHEN known.digest = incoming.digest THEN known.tries + 1 ELSE 1 END,
    feed_id = incoming.feed_id, digest = incoming.digest, tried_at = incoming.tried_at,
    retry_at = incoming.retry_at, reason = incoming.reason
FROM incoming
WHERE known.entry_id = incoming.entry_id AND known.tried_at < incoming.tried_at
