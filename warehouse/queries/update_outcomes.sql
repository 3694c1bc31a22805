-- What became of entries that were tried before; the same trial counts once, and one for which
-- nothing was sent (its host paused, or no time left for its host's pace) does not count. The last
-- written stands, even if tried earlier: the clock has stepped back, and else it would be tried for ever.
UPDATE store.outcomes AS known
SET tries = CASE
        WHEN known.digest <> incoming.digest THEN 1
        WHEN incoming.reason IN ('host_paused', 'postponed') THEN known.tries
        ELSE known.tries + 1
    END,
    feed_id = incoming.feed_id, digest = incoming.digest, tried_at = incoming.tried_at,
    retry_at = incoming.retry_at, reason = incoming.reason
FROM incoming
WHERE known.entry_id = incoming.entry_id AND known.tried_at <> incoming.tried_at
RETURNING 'outcomes' AS noun, known.tried_at AS part_at
