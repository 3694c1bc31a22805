-- Which story each article belongs to now, and why.
CREATE OR REPLACE VIEW memberships AS
SELECT article_id, story_id, score, nullif(nearest_id, '') AS nearest_id, reason, since
FROM store.memberships;

COMMENT ON VIEW memberships IS 'Which story each article belongs to now, and why.';
COMMENT ON COLUMN memberships.article_id IS 'The article';
COMMENT ON COLUMN memberships.story_id IS 'Its story';
COMMENT ON COLUMN memberships.score IS 'Probability that article and story are one, 0 to 1; 1 for a founder';
COMMENT ON COLUMN memberships.nearest_id IS 'The nearest article of the story; NULL for a founder';
COMMENT ON COLUMN memberships.reason IS 'founded, joined, copy, user, merged, split or rethreaded';
COMMENT ON COLUMN memberships.since IS 'Since when (UTC)';
