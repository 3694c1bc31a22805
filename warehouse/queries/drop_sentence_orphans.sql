-- Vectors file: forget the sentences of article versions whose load never committed.
DELETE FROM store.sentences AS known
USING incoming
WHERE incoming.article_id = known.article_id AND incoming.version = known.version
