-- Every poll and how it ended, one row per feed and time.
CREATE TABLE store.polls (
    feed_id VARCHAR,
    polled_at TIMESTAMP,
    outcome VARCHAR,
    status INTEGER,
    took_s DOUBLE,
    bytes BIGINT,
    items INTEGER,
    tossed INTEGER,
    faulty BOOLEAN,
    reason VARCHAR -- of the failure, '' when it did not fail
)
