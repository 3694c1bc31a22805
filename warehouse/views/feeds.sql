-- Every feed that is polled, one row each, with its fetch state.
CREATE OR REPLACE VIEW feeds AS
SELECT
    feeds.id, regexp_replace(feeds.url, '(://[^\s/?#:@]*:)[^\s/?#]*@', '\1***@') AS url,
    feeds.title, feeds.outlet, feeds.lang, feeds.folder, feeds.every_s,
    feeds.added_at, states.polled_at, states.good_at, states.next_at, states.backoff,
    states.paused, states.items_per_day, states.repeat_share
FROM store.feeds AS feeds
LEFT JOIN store.feed_states AS states ON states.feed_id = feeds.id;

COMMENT ON VIEW feeds IS 'Every feed that is polled, one row each, with its fetch state.';
COMMENT ON COLUMN feeds.id IS 'Id of the feed; it survives moves to another URL';
COMMENT ON COLUMN feeds.url IS 'Where it is polled now, a password in it masked';
COMMENT ON COLUMN feeds.title IS 'Its title, the user''s or its own';
COMMENT ON COLUMN feeds.outlet IS 'Who publishes it';
COMMENT ON COLUMN feeds.lang IS 'Language of its articles, ISO 639-1; empty: unknown';
COMMENT ON COLUMN feeds.folder IS 'The user''s folder';
COMMENT ON COLUMN feeds.every_s IS 'Fixed interval between polls in seconds; NULL: adaptive';
COMMENT ON COLUMN feeds.added_at IS 'When it was subscribed (UTC)';
COMMENT ON COLUMN feeds.polled_at IS 'When it was last polled (UTC); NULL: never';
COMMENT ON COLUMN feeds.good_at IS 'When a poll last brought a readable document (UTC)';
COMMENT ON COLUMN feeds.next_at IS 'When it is next due (UTC); NULL: now';
COMMENT ON COLUMN feeds.backoff IS '0 when healthy; grows with each failure in a row';
COMMENT ON COLUMN feeds.paused IS 'Why polling stopped; NULL: active';
COMMENT ON COLUMN feeds.items_per_day IS 'New items a day as observed; NULL: unknown';
COMMENT ON COLUMN feeds.repeat_share IS 'Share of the last documents'' items that were known already, 0 to 1';
