-- Which stories articles belonged to before they moved.
CREATE TABLE store.past_memberships (
    article_id VARCHAR,
    story_id VARCHAR,
    score DOUBLE,
    nearest_id VARCHAR,
    reason VARCHAR,
    since TIMESTAMP,
    until TIMESTAMP
)
