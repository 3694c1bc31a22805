-- Merges and splits that became known after an ordinal, with the titles that both stories had.
SELECT
    changes.*, coalesce(stories.title, '') AS story_title, coalesce(others.title, '') AS other_title
FROM store.story_changes AS changes
LEFT JOIN store.stories AS stories ON stories.id = changes.story_id
LEFT JOIN store.stories AS others ON others.id = changes.other_id
WHERE changes.seq > $after
ORDER BY changes.seq
LIMIT $most
