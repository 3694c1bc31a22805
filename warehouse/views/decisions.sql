-- The user's own word on stories; it holds for ever.
CREATE OR REPLACE VIEW decisions AS
SELECT * FROM store.decisions;

COMMENT ON VIEW decisions IS 'The user''s own word on stories; it holds for ever.';
COMMENT ON COLUMN decisions.kind IS 'merge: two stories are one; cut: an article is not of a story; apart: two articles are never of one';
COMMENT ON COLUMN decisions.a IS 'Merge: a story; cut and apart: an article';
COMMENT ON COLUMN decisions.b IS 'Merge and cut: a story; apart: an article';
COMMENT ON COLUMN decisions.decided_at IS 'When (UTC)';
