-- The user's wishes to follow stories.
CREATE TABLE store.tracks (
    id VARCHAR,
    name VARCHAR,
    created_at TIMESTAMP,
    story_id VARCHAR,
    query VARCHAR,
    example VARCHAR,
    any_of VARCHAR[],
    all_of VARCHAR[],
    none_of VARCHAR[],
    channels VARCHAR[],
    digest_at VARCHAR,
    min_outlets INTEGER,
    langs VARCHAR[],
    quiet VARCHAR,
    budget INTEGER,
    mute_until VARCHAR,
    active BOOLEAN
)
