-- Say of stories that have lost every article which one they live on in.
UPDATE store.stories AS stories
SET merged_into = incoming.heir
FROM incoming
WHERE incoming.id = stories.id
RETURNING 'stories' AS noun, stories.last_at AS part_at
