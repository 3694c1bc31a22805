-- Update articles to their edits; the time when they were first told stays.
UPDATE store.articles AS known
SET version = incoming.version, url = incoming.url, title = incoming.title, text = incoming.text,
    summary = incoming.summary, lang = incoming.lang, authors = incoming.authors,
    published_at = incoming.published_at, first_seen_at = incoming.first_seen_at,
    source = incoming.source, digest = incoming.digest
FROM incoming
WHERE incoming.id = known.id AND incoming.version > known.version
RETURNING 'articles' AS noun, known.told_at AS part_at
