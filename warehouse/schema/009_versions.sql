-- Earlier wordings of articles that their publisher edited.
CREATE TABLE store.versions (
    id VARCHAR,
    version INTEGER,
    feed_id VARCHAR,
    outlet VARCHAR,
    url VARCHAR,
    title VARCHAR,
    text VARCHAR,
    summary VARCHAR,
    lang VARCHAR,
    authors VARCHAR[],
    published_at TIMESTAMP,
    first_seen_at TIMESTAMP,
    told_at TIMESTAMP,
    source VARCHAR,
    digest VARCHAR
)
