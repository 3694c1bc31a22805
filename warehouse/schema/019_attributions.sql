-- Whom articles name as their source.
CREATE TABLE store.attributions (
    article_id VARCHAR,
    source VARCHAR,
    kind VARCHAR,
    sentence VARCHAR,
    index INTEGER -- of the sentence in the article; -1: the title
)
