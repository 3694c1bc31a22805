-- All of them.
SELECT * FROM store.feed_states
