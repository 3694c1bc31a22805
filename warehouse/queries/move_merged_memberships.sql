-- Move the memberships of stories that were merged to those they were merged into, window or not, but
-- for those that come anew: an article may have moved on since, even back.
UPDATE store.memberships AS known
SET story_id = merged.heir, reason = 'merged', since = $now
FROM merged
WHERE known.story_id = merged.ended AND known.article_id NOT IN (SELECT article_id FROM incoming)
RETURNING 'memberships' AS noun, known.since AS part_at
