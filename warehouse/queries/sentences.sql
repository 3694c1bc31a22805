-- Vectors file: the sentences of these articles, in no order; story, version and language come from the main file.
SELECT members.story_id, members.lang, sentences.*
FROM members JOIN store.sentences AS sentences USING (article_id)
WHERE sentences.version <= members.version
