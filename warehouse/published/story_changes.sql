-- All of them.
SELECT * FROM store.story_changes
