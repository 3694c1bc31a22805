-- Move the memberships of a story that was merged to the one it was merged into, window or not, but
-- for those that come anew: an article may have moved on since, even back.
UPDATE store.memberships
SET story_id = $into, reason = 'merged', since = $now
WHERE story_id = $ended AND article_id NOT IN (SELECT article_id FROM incoming)
RETURNING 'memberships' AS noun, memberships.since AS part_at
