-- Quantities that articles state, with what they count.
CREATE TABLE store.figures (
    article_id VARCHAR,
    sentence VARCHAR,
    value DOUBLE,
    unit VARCHAR,
    counts VARCHAR,
    hedge VARCHAR,
    raw VARCHAR,
    told_at TIMESTAMP
)
