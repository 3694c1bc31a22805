-- Which stories each wish has found, and through which article; a wish may follow several.
CREATE TABLE store.follows (
    track_id VARCHAR,
    story_id VARCHAR, -- as it was when found; readers go through merges
    article_id VARCHAR, -- '' when the story was named
    score DOUBLE,
    reason VARCHAR,
    since TIMESTAMP
)
