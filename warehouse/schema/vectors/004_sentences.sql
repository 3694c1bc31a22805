-- What articles of tracked stories have told, sentence by sentence, each with its vector.
CREATE TABLE store.sentences (
    article_id VARCHAR,
    version INTEGER,
    index INTEGER, -- of the sentence in the article's text
    text VARCHAR,
    told_at TIMESTAMP,
    vector FLOAT[384]
)
