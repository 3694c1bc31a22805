-- The new states of polled feeds that are still subscribed; the last poll of a feed counts.
INSERT INTO store.feed_states BY NAME
SELECT incoming.*
FROM incoming
WHERE feed_id IN (SELECT id FROM store.feeds)
QUALIFY row_number() OVER (PARTITION BY feed_id ORDER BY polled_at DESC NULLS LAST) = 1
