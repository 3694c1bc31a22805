-- What polling has learned of each feed: one row per feed, replaced at each poll.
CREATE TABLE store.feed_states (
    feed_id VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    validators_at TIMESTAMP,
    body_hash VARCHAR,
    polled_at TIMESTAMP,
    good_at TIMESTAMP,
    next_at TIMESTAMP,
    backoff DOUBLE,
    paused VARCHAR,
    items_per_day DOUBLE,
    repeat_share DOUBLE,
    asked_s BIGINT
)
