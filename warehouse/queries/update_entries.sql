-- Entries that come with another digest than their feed gave before; they keep when they were first seen.
UPDATE store.entries AS known
SET url = incoming.url, guid = incoming.guid, title = incoming.title, summary = incoming.summary,
    content = incoming.content, authors = incoming.authors, lang = incoming.lang,
    published_at = incoming.published_at, published_raw = incoming.published_raw,
    digest = incoming.digest
FROM incoming
WHERE known.id = incoming.id AND known.feed_id = incoming.feed_id AND known.digest <> incoming.digest
RETURNING 'entries' AS noun, known.first_seen_at AS part_at
