-- Let the next cycle poll these feeds.
UPDATE store.feed_states SET next_at = NULL WHERE feed_id IN (FROM ids)
