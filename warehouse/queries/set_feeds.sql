-- What the user says of feeds, in place of what is known.
UPDATE store.feeds AS feeds
SET title = incoming.title, outlet = incoming.outlet, lang = incoming.lang,
    folder = incoming.folder, every_s = incoming.every_s
FROM incoming
WHERE incoming.id = feeds.id
