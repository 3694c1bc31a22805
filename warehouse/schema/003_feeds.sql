-- What is polled: the subscription alone, its fetch state stands in feed_states.
CREATE TABLE store.feeds (
    id VARCHAR,
    url VARCHAR,
    title VARCHAR,
    outlet VARCHAR,
    lang VARCHAR,
    folder VARCHAR,
    every_s INTEGER, -- NULL: adaptive
    added_at TIMESTAMP
)
