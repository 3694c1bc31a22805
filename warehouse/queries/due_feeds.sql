-- Feeds to poll now: active, and due or never polled; the longest due first. One that was polled
-- in the future is due: the clock has stepped back, and its next time may be years away.
SELECT feeds.*, states.* EXCLUDE (feed_id)
FROM store.feeds AS feeds
LEFT JOIN store.feed_states AS states ON states.feed_id = feeds.id
WHERE states.paused IS NULL AND (
    coalesce(states.next_at <= $now, true) OR states.polled_at > $now
)
ORDER BY states.next_at NULLS FIRST, id
LIMIT $most
