-- The user's word on stories: it sticks.
CREATE TABLE store.decisions (
    kind VARCHAR,
    a VARCHAR,
    b VARCHAR,
    decided_at TIMESTAMP
)
