-- From when until when these stories were told: what is told besides need not be looked through.
SELECT min(first_at) AS since, max(last_at) AS until
FROM store.stories
WHERE id IN (FROM story_ids)
