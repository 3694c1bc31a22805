-- Vectors file: delete the sentences of these article versions.
DELETE FROM store.sentences AS known
USING incoming
WHERE incoming.article_id = known.article_id AND incoming.version = known.version
