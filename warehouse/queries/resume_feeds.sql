-- Poll again what was paused, now.
UPDATE store.feed_states SET paused = NULL, next_at = NULL, backoff = 0
WHERE paused IS NOT NULL AND feed_id IN (
    SELECT id FROM store.feeds WHERE id IN (FROM ids)
        OR url IN (FROM ids)
)
