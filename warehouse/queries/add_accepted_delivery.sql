-- Record that an alert was accepted; written before it is sent, committed when it has been.
INSERT INTO store.deliveries (alert_id, tried_at, accepted, detail, attempt)
VALUES ($alert_id, $now, true, '', $attempt)
