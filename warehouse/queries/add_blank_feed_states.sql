-- A state for feeds that were never polled.
INSERT INTO store.feed_states BY NAME
SELECT id AS feed_id, 0.0 AS backoff
FROM store.feeds ANTI JOIN store.feed_states AS known ON known.feed_id = feeds.id
WHERE id IN (FROM ids)
