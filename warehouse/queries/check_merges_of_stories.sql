-- Stories whose merges end in no living story: in a circle, or in one that does not exist.
SELECT stories.id AS subject
FROM store.stories AS stories ANTI JOIN store.heirs AS heirs USING (id)
ORDER BY stories.id
