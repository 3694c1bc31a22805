-- Poll these feeds again, from the next cycle on, as if nothing had ever failed.
UPDATE store.feed_states SET paused = NULL, next_at = NULL, backoff = 0
WHERE feed_id IN (FROM ids) AND paused IS NOT NULL
