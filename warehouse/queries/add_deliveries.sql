-- Attempts not yet recorded.
INSERT INTO store.deliveries BY NAME
SELECT DISTINCT ON (alert_id, attempt) incoming.*
FROM incoming ANTI JOIN store.deliveries AS known USING (alert_id, attempt)
