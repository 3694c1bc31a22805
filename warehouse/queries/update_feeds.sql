-- A feed that moved gets its new URL, unless another feed has it; an untitled one its title.
UPDATE store.feeds AS feeds
SET url = CASE
        WHEN EXISTS (FROM store.feeds AS other WHERE other.url = incoming.url AND other.id <> feeds.id)
            THEN feeds.url
        ELSE incoming.url
    END,
    title = coalesce(nullif(feeds.title, ''), incoming.title),
    outlet = coalesce(nullif(feeds.outlet, ''), incoming.outlet),
    lang = coalesce(nullif(feeds.lang, ''), incoming.lang)
FROM incoming
WHERE incoming.id = feeds.id AND (
    feeds.url <> incoming.url
    OR (feeds.title = '' AND incoming.title <> '')
    OR (feeds.outlet = '' AND incoming.outlet <> '')
    OR (feeds.lang = '' AND incoming.lang <> '')
)
