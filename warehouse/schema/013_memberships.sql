-- Which story each article belongs to now.
CREATE TABLE store.memberships (
    article_id VARCHAR,
    story_id VARCHAR,
    score DOUBLE,
    nearest_id VARCHAR,
    reason VARCHAR,
    since TIMESTAMP
)
