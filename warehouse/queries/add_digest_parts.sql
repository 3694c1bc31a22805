-- Parts of digests not yet known.
INSERT INTO store.digest_parts BY NAME
SELECT incoming.*
FROM incoming ANTI JOIN store.digest_parts AS known USING (alert_id)
