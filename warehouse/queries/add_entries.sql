-- Entries not yet known from their feed, and changed ones in place of the old.
INSERT INTO store.entries BY NAME
SELECT incoming.*
FROM incoming ANTI JOIN store.entries AS known USING (feed_id, id)
QUALIFY row_number() OVER (PARTITION BY feed_id, id ORDER BY first_seen_at DESC) = 1
