-- Merges and splits of stories, each with its reason.
CREATE OR REPLACE VIEW story_changes AS
SELECT * EXCLUDE (seq) FROM store.story_changes;

COMMENT ON VIEW story_changes IS 'Merges and splits of stories, each with its reason.';
COMMENT ON COLUMN story_changes.changed_at IS 'When (UTC)';
COMMENT ON COLUMN story_changes.kind IS 'merged or split';
COMMENT ON COLUMN story_changes.story_id IS 'Merged: the one that ended; split: the one that was divided';
COMMENT ON COLUMN story_changes.other_id IS 'Merged: the one it went into; split: the new one';
COMMENT ON COLUMN story_changes.reason IS 'Why';
COMMENT ON COLUMN story_changes.score IS 'Probability that led to it, 0 to 1';
