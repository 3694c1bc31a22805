-- What became of an entry when it was last tried; an entry without a row is still to be tried.
CREATE TABLE store.outcomes (
    entry_id VARCHAR,
    feed_id VARCHAR, -- through which feed it was tried
    digest VARCHAR, -- of the entry that was tried: another digest is a change
    tries INTEGER,
    tried_at TIMESTAMP,
    retry_at TIMESTAMP, -- NULL: done, or given up
    reason VARCHAR -- '' became an article
)
