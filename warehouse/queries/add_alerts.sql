-- Alerts not yet in the outbox: one row per track, development and channel.
INSERT INTO store.alerts BY NAME
SELECT DISTINCT ON (id) incoming.*
FROM incoming ANTI JOIN store.alerts AS known USING (id)
