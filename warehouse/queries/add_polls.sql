-- Polls not yet recorded.
INSERT INTO store.polls BY NAME
SELECT DISTINCT ON (feed_id, polled_at) incoming.*
FROM incoming ANTI JOIN store.polls AS known USING (feed_id, polled_at)
