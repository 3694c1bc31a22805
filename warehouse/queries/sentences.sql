-- Vectors file: the sentences of these articles, in no order; story and version come from the main file.
SELECT members.story_id, sentences.*
FROM members JOIN store.sentences AS sentences USING (article_id)
WHERE sentences.version <= members.version
