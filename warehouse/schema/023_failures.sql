-- What did not become what it should have, with a reason from the closed list.
CREATE TABLE store.failures (
    stage VARCHAR,
    url VARCHAR,
    reason VARCHAR,
    detail VARCHAR,
    failed_at TIMESTAMP,
    feed_id VARCHAR,
    entry_id VARCHAR,
    retry_at TIMESTAMP
)
