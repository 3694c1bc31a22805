-- Stories as they now stand; one that ended in a merge names the one it went into.
CREATE TABLE store.stories (
    id VARCHAR,
    title VARCHAR,
    terms VARCHAR[],
    names VARCHAR[],
    first_at TIMESTAMP,
    last_at TIMESTAMP,
    n_articles INTEGER,
    merged_into VARCHAR
)
