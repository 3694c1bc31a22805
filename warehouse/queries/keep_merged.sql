-- Where the articles of a story that now ends in another have been until now.
INSERT INTO store.past_memberships BY NAME
SELECT known.*, $now AS until
FROM store.memberships AS known
WHERE known.story_id = $ended
