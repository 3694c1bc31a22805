-- Every pass from due feeds to alerts.
CREATE OR REPLACE VIEW cycles AS
SELECT * FROM store.cycles;

COMMENT ON VIEW cycles IS 'Every pass from due feeds to alerts.';
COMMENT ON COLUMN cycles.id IS 'Id of the cycle';
COMMENT ON COLUMN cycles.kind IS 'run, import, rethread or reextract';
COMMENT ON COLUMN cycles.started_at IS 'When it began (UTC)';
COMMENT ON COLUMN cycles.ended_at IS 'When it ended (UTC); NULL: running, or stopped before its end';
COMMENT ON COLUMN cycles.counts IS 'How many of what';
COMMENT ON COLUMN cycles.took_s IS 'Seconds by stage; fetch, extract and embed run beside the others, which were "waiting" for them so long';
