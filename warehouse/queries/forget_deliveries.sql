-- Forget failed attempts before a time, of alerts whose fate is settled. What settled it stays for
-- ever: it is the memory that no alert is sent twice.
DELETE FROM store.deliveries
WHERE tried_at < $before AND NOT accepted AND retry_at IS NOT NULL
    AND alert_id IN (SELECT alert_id FROM store.deliveries WHERE accepted OR retry_at IS NULL)
