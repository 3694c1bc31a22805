-- Gaps not yet recorded.
INSERT INTO store.gaps BY NAME
SELECT DISTINCT ON (feed_id, noticed_at) incoming.*
FROM incoming ANTI JOIN store.gaps AS known USING (feed_id, noticed_at)
