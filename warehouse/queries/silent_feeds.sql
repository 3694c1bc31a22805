-- Feeds that have gone silent, the longest first: good once, not paused by the user, and either without
-- a good answer for two days, or without anything new for three days and ten times their usual pause.
SELECT
    feeds.id,
    feeds.url,
    CASE WHEN states.good_at < $now - INTERVAL 2 DAY THEN 'no answer' ELSE 'nothing new' END AS why,
    CASE
        WHEN states.good_at < $now - INTERVAL 2 DAY THEN states.good_at ELSE told.newest_at
    END AS since
FROM store.feeds AS feeds
JOIN store.feed_states AS states ON states.feed_id = feeds.id
LEFT JOIN (
    SELECT
        feed_id,
        max(first_seen_at) AS newest_at,
        (max(first_seen_at) - min(first_seen_at)) / greatest(count(DISTINCT first_seen_at) - 1, 1) AS pause
    FROM store.entries
    WHERE first_seen_at <= $now  -- later ones are of a clock that was ahead
    GROUP BY feed_id
    HAVING count(DISTINCT first_seen_at) > 4
) AS told ON told.feed_id = feeds.id
WHERE states.paused IS DISTINCT FROM 'user'
    AND (
        states.good_at < $now - INTERVAL 2 DAY
        OR told.newest_at < $now - greatest(INTERVAL 3 DAY, 10 * told.pause)
    )
ORDER BY since, feeds.id
