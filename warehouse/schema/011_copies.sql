-- Which articles are copies of which, with the share of text in common.
CREATE TABLE store.copies (
    article_id VARCHAR,
    original_id VARCHAR,
    kind VARCHAR,
    share DOUBLE,
    share_back DOUBLE,
    agency VARCHAR
)
