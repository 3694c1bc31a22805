-- Stories that wishes have found and not followed before.
INSERT INTO store.follows BY NAME
SELECT DISTINCT ON (track_id, story_id) incoming.*
FROM incoming ANTI JOIN store.follows AS known USING (track_id, story_id)
