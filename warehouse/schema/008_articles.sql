-- Articles as they now read; earlier wordings stand in versions.
CREATE TABLE store.articles (
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
    first_seen_at TIMESTAMP, -- of this version
    told_at TIMESTAMP, -- of the first version: published, but never later than first seen
    source VARCHAR,
    digest VARCHAR
)
