-- Delete the memberships of articles that move.
DELETE FROM store.memberships AS known
USING incoming
WHERE incoming.article_id = known.article_id AND incoming.story_id <> known.story_id
RETURNING 'memberships' AS noun, known.since AS part_at
