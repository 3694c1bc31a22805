-- Each pass from due feeds to alerts, with its counts and the seconds of each stage.
CREATE TABLE store.cycles (
    id VARCHAR,
    kind VARCHAR,
    started_at TIMESTAMP,
    ended_at TIMESTAMP, -- NULL: running, or ended by a crash
    counts MAP(VARCHAR, BIGINT),
    took_s MAP(VARCHAR, DOUBLE)
)
