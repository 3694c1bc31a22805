-- The quotes of developments as their texts have them.
UPDATE store.developments AS known
SET quotes = incoming.quotes
FROM incoming
WHERE known.id = incoming.id AND known.story_id = incoming.story_id
RETURNING 'developments' AS noun, known.told_at AS part_at
