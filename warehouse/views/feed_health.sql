-- How well each feed serves, one row each, over the last 30 days before its last poll.
CREATE OR REPLACE VIEW feed_health AS
WITH asked AS (
    SELECT
        polls.feed_id,
        count(*) AS polls,
        count(*) FILTER (outcome IN ('ok', 'unchanged', 'not_modified')) AS good,
        count(*) FILTER (outcome = 'empty') AS empties,
        count(*) FILTER (outcome = 'failed') AS failures,
        count(*) FILTER (faulty) AS faulty,
        coalesce(sum(items), 0) AS items,
        mode(reason ORDER BY reason) FILTER (outcome = 'failed') AS top_reason
    FROM store.polls AS polls
    JOIN store.feed_states AS states ON states.feed_id = polls.feed_id
    WHERE polls.polled_at > states.polled_at - INTERVAL 30 DAY
    GROUP BY polls.feed_id
),
brought AS (
    SELECT
        entries.feed_id,
        count(*) AS entries,
        count(*) / greatest(
            1, date_diff('hour', min(entries.first_seen_at), max(entries.first_seen_at)) / 24
        ) AS entries_per_day,
        count(articles.id) AS articles,
        median(date_diff('second', entries.published_at, entries.first_seen_at))
            FILTER (entries.published_at <= entries.first_seen_at) / 60 AS delay_min
    FROM store.entries AS entries
    JOIN store.feed_states AS states ON states.feed_id = entries.feed_id
    LEFT JOIN store.articles AS articles ON articles.id = entries.id
    WHERE entries.first_seen_at > states.polled_at - INTERVAL 30 DAY
    GROUP BY entries.feed_id
),
missed AS (
    SELECT
        gaps.feed_id,
        count(*) FILTER (NOT closed) AS gaps,
        sum(found) AS recovered
    FROM store.gaps AS gaps
    JOIN store.feed_states AS states ON states.feed_id = gaps.feed_id
    WHERE gaps.noticed_at > states.polled_at - INTERVAL 30 DAY
    GROUP BY gaps.feed_id
)
SELECT
    feeds.id, feeds.title,
    regexp_replace(feeds.url, '(://[^\s/?#:@]*:)[^\s/?#]*@', '\1***@') AS url,
    states.polled_at, states.good_at, states.next_at,
    states.paused,
    coalesce(asked.polls, 0) AS polls,
    coalesce(asked.good, 0) AS good,
    coalesce(asked.empties, 0) AS empties,
    coalesce(asked.failures, 0) AS failures,
    coalesce(asked.faulty, 0) AS faulty,
    coalesce(asked.top_reason, '') AS top_reason,
    coalesce(brought.entries, 0) AS entries,
    round(brought.entries_per_day, 2) AS entries_per_day,
    round(1 - brought.entries / nullif(asked.items, 0), 3) AS repeat_share,
    coalesce(brought.articles, 0) AS articles,
    round(brought.articles / nullif(brought.entries, 0), 3) AS article_share,
    round(brought.delay_min, 1) AS delay_min,
    coalesce(missed.gaps, 0) AS gaps,
    coalesce(missed.recovered, 0)::BIGINT AS recovered
FROM store.feeds AS feeds
LEFT JOIN store.feed_states AS states ON states.feed_id = feeds.id
LEFT JOIN asked ON asked.feed_id = feeds.id
LEFT JOIN brought ON brought.feed_id = feeds.id
LEFT JOIN missed ON missed.feed_id = feeds.id;

COMMENT ON VIEW feed_health IS 'How well each feed serves, one row each, over the last 30 days before its last poll.';
COMMENT ON COLUMN feed_health.id IS 'Id of the feed';
COMMENT ON COLUMN feed_health.title IS 'Its title';
COMMENT ON COLUMN feed_health.url IS 'Where it is polled, a password in it masked';
COMMENT ON COLUMN feed_health.polled_at IS 'Last poll (UTC)';
COMMENT ON COLUMN feed_health.good_at IS 'Last poll that brought a readable document (UTC)';
COMMENT ON COLUMN feed_health.next_at IS 'Next poll (UTC)';
COMMENT ON COLUMN feed_health.paused IS 'Why polling stopped; NULL: active';
COMMENT ON COLUMN feed_health.polls IS 'Polls in the 30 days';
COMMENT ON COLUMN feed_health.good IS 'Polls answered well: a document, or nothing new';
COMMENT ON COLUMN feed_health.empties IS 'Polls answered with a feed without items';
COMMENT ON COLUMN feed_health.failures IS 'Polls that failed';
COMMENT ON COLUMN feed_health.faulty IS 'Polls whose document was damaged but read';
COMMENT ON COLUMN feed_health.top_reason IS 'The most frequent reason of failed polls; empty: none';
COMMENT ON COLUMN feed_health.entries IS 'Different items that it brought';
COMMENT ON COLUMN feed_health.entries_per_day IS 'Different items a day';
COMMENT ON COLUMN feed_health.repeat_share IS 'Share of the items in its documents that were known already, 0 to 1';
COMMENT ON COLUMN feed_health.articles IS 'Items that became articles';
COMMENT ON COLUMN feed_health.article_share IS 'Share of its items that became articles, 0 to 1';
COMMENT ON COLUMN feed_health.delay_min IS 'Median minutes from published to first seen';
COMMENT ON COLUMN feed_health.gaps IS 'Outages after which items that had left the feed were found in no archive or sitemap';
COMMENT ON COLUMN feed_health.recovered IS 'Items that had left the feed and were found in archives or sitemaps';
