-- Articles that left the window long ago go where their story goes.
UPDATE store.memberships
SET story_id = $into, reason = 'merged', since = $now
WHERE story_id = $ended
