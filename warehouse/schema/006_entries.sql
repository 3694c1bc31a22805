-- Items as their feeds tell them: one row per feed and item, replaced when its digest changes.
CREATE TABLE store.entries (
    id VARCHAR,
    feed_id VARCHAR,
    outlet VARCHAR,
    url VARCHAR,
    guid VARCHAR,
    title VARCHAR,
    summary VARCHAR,
    content VARCHAR,
    authors VARCHAR[],
    lang VARCHAR,
    published_at TIMESTAMP,
    published_raw VARCHAR,
    first_seen_at TIMESTAMP,
    digest VARCHAR
)
