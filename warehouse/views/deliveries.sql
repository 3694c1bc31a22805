-- Every attempt to hand an alert to its channel.
CREATE OR REPLACE VIEW deliveries AS
SELECT * FROM store.deliveries;

COMMENT ON VIEW deliveries IS 'Every attempt to hand an alert to its channel.';
COMMENT ON COLUMN deliveries.alert_id IS 'The alert';
COMMENT ON COLUMN deliveries.tried_at IS 'When (UTC)';
COMMENT ON COLUMN deliveries.accepted IS 'The channel accepted it';
COMMENT ON COLUMN deliveries.detail IS 'What the channel said; empty: nothing';
COMMENT ON COLUMN deliveries.attempt IS 'Number of the attempt, from 1';
COMMENT ON COLUMN deliveries.retry_at IS 'When it is tried again (UTC); NULL: accepted, or given up';
