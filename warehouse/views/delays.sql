-- How long each article took: from published to first seen, and on to the first alert.
CREATE OR REPLACE VIEW delays AS
WITH seen AS (
    SELECT
        articles.id, articles.feed_id, articles.outlet, articles.published_at,
        least(articles.first_seen_at, earlier.first_seen_at) AS first_seen_at
    FROM store.articles AS articles
    LEFT JOIN (
        SELECT id, min(first_seen_at) AS first_seen_at FROM store.versions GROUP BY id
    ) AS earlier ON earlier.id = articles.id
),
alerted AS (
    SELECT
        developments.article_id, min(alerts.created_at) AS alerted_at,
        min(deliveries.tried_at) FILTER (deliveries.accepted) AS delivered_at
    FROM store.alerts AS alerts
    JOIN store.developments AS developments
        ON developments.id = alerts.development_id AND developments.story_id = alerts.story_id
    LEFT JOIN store.deliveries AS deliveries ON deliveries.alert_id = alerts.id
    GROUP BY developments.article_id
)
SELECT
    articles.id AS article_id, articles.feed_id, articles.outlet, articles.published_at,
    articles.first_seen_at,
    round(date_diff('second', articles.published_at, articles.first_seen_at) / 60, 1) AS seen_min,
    alerted.alerted_at, alerted.delivered_at,
    round(date_diff('second', articles.published_at, alerted.delivered_at) / 60, 1) AS told_min
FROM seen AS articles
LEFT JOIN alerted ON alerted.article_id = articles.id;

COMMENT ON VIEW delays IS 'How long each article took: from published to first seen, and on to the first alert.';
COMMENT ON COLUMN delays.article_id IS 'The article';
COMMENT ON COLUMN delays.feed_id IS 'Feed that brought it; import: imported';
COMMENT ON COLUMN delays.outlet IS 'Who published it';
COMMENT ON COLUMN delays.published_at IS 'When published (UTC); NULL: unknown';
COMMENT ON COLUMN delays.first_seen_at IS 'When its first wording was first seen (UTC)';
COMMENT ON COLUMN delays.seen_min IS 'Minutes from published to seen; below 0 where its date lies ahead; NULL: no date';
COMMENT ON COLUMN delays.alerted_at IS 'When the first alert with it was made (UTC); NULL: none';
COMMENT ON COLUMN delays.delivered_at IS 'When a channel first accepted one (UTC); NULL: not yet';
COMMENT ON COLUMN delays.told_min IS 'Minutes from published to delivered';
