-- Stop polling these feeds; one that was paused already keeps its reason.
UPDATE store.feed_states SET paused = $reason
WHERE feed_id IN (FROM ids) AND paused IS NULL
