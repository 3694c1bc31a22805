-- Delete the rows of feed states that come anew; of a feed that the user paused meanwhile, none.
DELETE FROM store.feed_states
WHERE feed_id IN (SELECT feed_id FROM incoming) AND paused IS DISTINCT FROM 'user'
