-- The new states of polled feeds that are still subscribed; the last poll of a feed counts. One
-- that the user paused meanwhile keeps the state it has, and is asked in full when resumed.
INSERT INTO store.feed_states BY NAME
SELECT incoming.*
FROM incoming ANTI JOIN store.feed_states AS known USING (feed_id)
WHERE feed_id IN (SELECT id FROM store.feeds)
QUALIFY row_number() OVER (PARTITION BY feed_id ORDER BY polled_at DESC NULLS LAST) = 1
