-- Delete stories that have no article, never had one, and went into none that lives.
DELETE FROM store.stories
WHERE n_articles = 0 AND (merged_into = '' OR id NOT IN (SELECT id FROM store.heirs))
RETURNING 'stories' AS noun, stories.last_at AS part_at
