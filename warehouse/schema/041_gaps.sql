-- What feeds told while nobody asked them: looked for in archives and sitemaps, and found or not.
CREATE TABLE store.gaps (
    feed_id VARCHAR,
    since TIMESTAMP, -- the last good answer before
    until TIMESTAMP, -- the oldest item that the feed showed after it
    noticed_at TIMESTAMP,
    found INTEGER, -- entries that archives and sitemaps of the site had
    closed BOOLEAN -- these reach back over all of it; false: some may be missing
)
