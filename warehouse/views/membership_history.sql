-- Where every article has belonged, moves included.
CREATE OR REPLACE VIEW membership_history AS
SELECT article_id, story_id, score, reason, since, NULL::TIMESTAMP AS until FROM store.memberships
UNION ALL
SELECT article_id, story_id, score, reason, since, until FROM store.past_memberships;

COMMENT ON VIEW membership_history IS 'Where every article has belonged, moves included.';
COMMENT ON COLUMN membership_history.article_id IS 'The article';
COMMENT ON COLUMN membership_history.story_id IS 'A story it belonged to';
COMMENT ON COLUMN membership_history.score IS 'Probability that article and story are one, as it was then';
COMMENT ON COLUMN membership_history.reason IS 'Why it came there';
COMMENT ON COLUMN membership_history.since IS 'From when (UTC)';
COMMENT ON COLUMN membership_history.until IS 'Until when (UTC); NULL: still';
