-- Delete the rows of feed states that come anew.
DELETE FROM store.feed_states WHERE feed_id IN (SELECT feed_id FROM incoming)
