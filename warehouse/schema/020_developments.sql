-- What a version of an article adds to its story.
CREATE TABLE store.developments (
    id VARCHAR,
    story_id VARCHAR,
    article_id VARCHAR,
    version INTEGER,
    told_at TIMESTAMP,
    outlet VARCHAR,
    url VARCHAR,
    quotes STRUCT(text VARCHAR, score DOUBLE, index INTEGER)[],
    changes STRUCT(counts VARCHAR, old VARCHAR, new VARCHAR, old_article_id VARCHAR, sentence VARCHAR)[],
    dropped VARCHAR[],
    score DOUBLE,
    alert BOOLEAN,
    cycle_id VARCHAR -- that found it, '' unknown
)
