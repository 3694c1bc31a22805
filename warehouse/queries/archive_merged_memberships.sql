-- Record the memberships that end because their story was merged.
INSERT INTO store.past_memberships BY NAME
SELECT known.*, $now AS until
FROM store.memberships AS known
WHERE known.story_id = $ended
