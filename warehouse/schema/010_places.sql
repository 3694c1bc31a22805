-- Each placed article's ordinal in the stream, and whether placing still looks at it.
CREATE TABLE store.places (
    article_id VARCHAR,
    seq BIGINT,
    held BOOLEAN, -- in the window; false once it left for good
    kept BOOLEAN -- beyond the time window, as a representative of its story
)
