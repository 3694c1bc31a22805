-- Developments of articles that go back to another story, found in the one they are in or in what
-- that took up: they go along. A fact that is told there already is read once, as after a merge.
UPDATE store.developments AS known
SET story_id = incoming.story_id
FROM incoming
JOIN store.memberships AS present ON present.article_id = incoming.article_id
JOIN store.heirs AS heirs ON heirs.heir = present.story_id
WHERE known.article_id = incoming.article_id AND known.story_id = heirs.id
    AND known.story_id <> incoming.story_id
RETURNING 'developments' AS noun, known.told_at AS part_at
