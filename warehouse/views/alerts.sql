-- Developments due to people, one row per track, development and channel.
CREATE OR REPLACE VIEW alerts AS
SELECT
    alerts.id, alerts.track_id, alerts.development_id, alerts.story_id,
    split_part(alerts.channel, ':', 1) AS channel, alerts.created_at, alerts.due_at, alerts.title,
    alerts.text,
    CASE
        WHEN tries.accepted_at IS NOT NULL THEN 'delivered'
        WHEN tries.dead THEN 'given up'
        ELSE 'waiting'
    END AS state,
    tries.accepted_at AS delivered_at, coalesce(tries.attempts, 0) AS attempts
FROM store.alerts AS alerts
LEFT JOIN (
    SELECT
        alert_id, count(*) AS attempts, min(tried_at) FILTER (accepted) AS accepted_at,
        bool_or(NOT accepted AND retry_at IS NULL) AS dead
    FROM store.deliveries GROUP BY alert_id
) AS tries ON tries.alert_id = alerts.id;

COMMENT ON VIEW alerts IS 'Developments due to people, one row per track, development and channel.';
COMMENT ON COLUMN alerts.id IS 'Id of the alert, and its idempotency key';
COMMENT ON COLUMN alerts.track_id IS 'The track that asked for it';
COMMENT ON COLUMN alerts.development_id IS 'What it tells';
COMMENT ON COLUMN alerts.story_id IS 'The story, as it was then';
COMMENT ON COLUMN alerts.channel IS 'Name or scheme of the channel; addresses are not published';
COMMENT ON COLUMN alerts.created_at IS 'When made (UTC)';
COMMENT ON COLUMN alerts.due_at IS 'When to be sent (UTC): later in quiet hours and for digests';
COMMENT ON COLUMN alerts.title IS 'Title';
COMMENT ON COLUMN alerts.text IS 'Plain text';
COMMENT ON COLUMN alerts.state IS 'waiting, delivered or given up';
COMMENT ON COLUMN alerts.delivered_at IS 'When the channel accepted it (UTC); NULL: not yet';
COMMENT ON COLUMN alerts.attempts IS 'How often it was tried';
