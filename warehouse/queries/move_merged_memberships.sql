-- Move the memberships of a story that was merged to the one it was merged into, window or not.
UPDATE store.memberships
SET story_id = $into, reason = 'merged', since = $now
WHERE story_id = $ended
