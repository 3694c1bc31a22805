-- Vectors file: what these articles told, in order; story and version come from the main file.
SELECT members.story_id, sentences.*
FROM members JOIN store.sentences AS sentences USING (article_id)
WHERE sentences.version <= members.version
ORDER BY sentences.told_at, sentences.article_id, sentences.version, sentences."index"
