-- Alerts not yet in the outbox: one row per track, development and channel. A track that was ended
-- while they were made has none; one that became another has.
INSERT INTO store.alerts BY NAME
SELECT DISTINCT ON (id) incoming.*
FROM incoming ANTI JOIN store.alerts AS known USING (id)
WHERE incoming.track_id NOT IN (SELECT id FROM store.tracks WHERE ended_at IS NOT NULL)
