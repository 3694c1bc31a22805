-- Delete the fetch state of feeds that are no longer subscribed.
DELETE FROM store.feed_states WHERE feed_id NOT IN (SELECT id FROM store.feeds)
