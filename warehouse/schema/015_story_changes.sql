-- Merges and splits, each with its reason.
CREATE TABLE store.story_changes (
    changed_at TIMESTAMP,
    kind VARCHAR,
    story_id VARCHAR,
    other_id VARCHAR,
    reason VARCHAR,
    score DOUBLE
)
