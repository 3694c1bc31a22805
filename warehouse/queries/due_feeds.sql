-- Feeds to poll now: active, and due or never polled; the longest due first.
SELECT feeds.*, states.* EXCLUDE (feed_id)
FROM store.feeds AS feeds
LEFT JOIN store.feed_states AS states ON states.feed_id = feeds.id
WHERE states.paused IS NULL AND coalesce(states.next_at <= $now, true)
ORDER BY states.next_at NULLS FIRST, id
LIMIT $most
