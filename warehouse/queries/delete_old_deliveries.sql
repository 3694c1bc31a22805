-- Delete failed attempts before a time, of alerts accepted or given up. What settled an alert stays for
-- ever: by it no alert is sent twice.
DELETE FROM store.deliveries
WHERE tried_at < $before AND NOT accepted AND retry_at IS NOT NULL
    AND alert_id IN (SELECT alert_id FROM store.deliveries WHERE accepted OR retry_at IS NULL)
RETURNING 'deliveries' AS noun, deliveries.tried_at AS part_at
