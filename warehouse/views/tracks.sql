-- The user's requests to follow stories.
CREATE OR REPLACE VIEW tracks AS
SELECT
    tracks.id, tracks.name, tracks.created_at, tracks.query, tracks.example, tracks.any_of,
    tracks.all_of, tracks.none_of, tracks.digest_at, tracks.min_outlets,
    tracks.langs, tracks.quiet, tracks.budget, tracks.mute_until, tracks.active
FROM store.tracks AS tracks;

COMMENT ON VIEW tracks IS 'The user''s requests to follow stories.';
COMMENT ON COLUMN tracks.id IS 'Id of the track';
COMMENT ON COLUMN tracks.name IS 'What the user calls it';
COMMENT ON COLUMN tracks.created_at IS 'When made (UTC)';
COMMENT ON COLUMN tracks.query IS 'Request in words; empty: none';
COMMENT ON COLUMN tracks.example IS 'Article or URL given as example; empty: none';
COMMENT ON COLUMN tracks.any_of IS 'At least one of these words';
COMMENT ON COLUMN tracks.all_of IS 'All of these words';
COMMENT ON COLUMN tracks.none_of IS 'None of these words';
COMMENT ON COLUMN tracks.digest_at IS 'Local time of the daily digest; empty: at once';
COMMENT ON COLUMN tracks.min_outlets IS 'Independent outlets it takes before an alert';
COMMENT ON COLUMN tracks.langs IS 'Only these languages; empty: all';
COMMENT ON COLUMN tracks.quiet IS 'Hours in which delivery is held';
COMMENT ON COLUMN tracks.budget IS 'Alerts a day at most; 0: no limit';
COMMENT ON COLUMN tracks.mute_until IS 'Kind of development it waits for, or time in ISO 8601 until which it is silent; empty: none';
COMMENT ON COLUMN tracks.active IS 'It is being followed';
