-- The ids of all stories.
SELECT id FROM store.stories
