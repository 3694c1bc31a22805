-- Call these stories otherwise.
UPDATE store.stories AS stories
SET title = incoming.title
FROM incoming
WHERE incoming.id = stories.id
RETURNING 'stories' AS noun, stories.last_at AS part_at
