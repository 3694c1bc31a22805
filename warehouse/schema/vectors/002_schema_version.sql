-- Which numbered statements of this folder the file has had.
CREATE TABLE IF NOT EXISTS store.schema_version (
    number INTEGER,
    name VARCHAR,
    applied_at TIMESTAMP
)
