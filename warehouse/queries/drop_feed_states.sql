-- Make room for the new states of polled feeds.
DELETE FROM store.feed_states WHERE feed_id IN (SELECT feed_id FROM incoming)
