-- What the user decided about stories; in force in every later cycle until undone.
CREATE OR REPLACE VIEW decisions AS
SELECT kind, a, b, decided_at, id, undone_at FROM store.decisions;

COMMENT ON VIEW decisions IS 'What the user decided about stories; in force in every later cycle until undone.';
COMMENT ON COLUMN decisions.kind IS 'merge: two stories are one; cut: an article is not of a story; apart: two articles are never of one';
COMMENT ON COLUMN decisions.a IS 'Merge: a story; cut and apart: an article';
COMMENT ON COLUMN decisions.b IS 'Merge and cut: a story; apart: an article';
COMMENT ON COLUMN decisions.decided_at IS 'When (UTC)';
COMMENT ON COLUMN decisions.id IS 'Id, for newsthread decisions undo';
COMMENT ON COLUMN decisions.undone_at IS 'When it was taken back (UTC); NULL: in force';
