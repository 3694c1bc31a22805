-- The outbox: what is due to whom on which channel. Rows never change; deliveries tell their fate.
CREATE TABLE store.alerts (
    id VARCHAR, -- hash of track, development and channel: never a second row
    track_id VARCHAR,
    development_id VARCHAR,
    story_id VARCHAR,
    channel VARCHAR,
    created_at TIMESTAMP,
    due_at TIMESTAMP,
    title VARCHAR,
    text VARCHAR,
    html VARCHAR,
    markdown VARCHAR,
    json VARCHAR
)
