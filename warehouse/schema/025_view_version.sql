-- Which state of the views folder the file has: they are made anew when it changes.
CREATE TABLE store.view_version (
    sha256 VARCHAR,
    applied_at TIMESTAMP
)
