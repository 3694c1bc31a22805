-- A features table for the next statements to rename, in files that have had no features yet.
CREATE TABLE IF NOT EXISTS store.features (
    article_id VARCHAR
)
