-- Stories that tracks have matched and did not follow before.
INSERT INTO store.follows BY NAME
SELECT DISTINCT ON (track_id, story_id) incoming.*
FROM incoming ANTI JOIN store.follows AS known USING (track_id, story_id)
