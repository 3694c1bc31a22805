-- All feeds with their fetch state, as the user filed them.
SELECT feeds.*, states.* EXCLUDE (feed_id)
FROM store.feeds AS feeds
LEFT JOIN store.feed_states AS states ON states.feed_id = feeds.id
ORDER BY folder, lower(coalesce(nullif(title, ''), url)), id
