-- Vectors file: put other vectors in place of those of these sentences.
UPDATE store.sentences AS known
SET vector = incoming.vector, sha256 = incoming.sha256
FROM incoming
WHERE incoming.article_id = known.article_id
    AND incoming.version = known.version
    AND incoming."index" = known."index"
