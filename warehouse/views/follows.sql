-- Which stories each track follows.
CREATE OR REPLACE VIEW follows AS
SELECT * FROM store.follows;

COMMENT ON VIEW follows IS 'Which stories each track follows.';
COMMENT ON COLUMN follows.track_id IS 'The track';
COMMENT ON COLUMN follows.story_id IS 'The story, under the id it had when found';
COMMENT ON COLUMN follows.article_id IS 'The article that fitted; empty: the story was named';
COMMENT ON COLUMN follows.score IS 'How well it fitted, 0 to 1';
COMMENT ON COLUMN follows.reason IS 'What fitted';
COMMENT ON COLUMN follows.since IS 'Since when (UTC)';
