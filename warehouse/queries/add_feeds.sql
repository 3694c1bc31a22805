-- Subscribe: a feed whose id or URL is known already is left as it is.
INSERT INTO store.feeds BY NAME
SELECT incoming.* REPLACE ($now AS added_at)
FROM incoming
WHERE NOT EXISTS (
    FROM store.feeds AS known WHERE known.id = incoming.id OR known.url = incoming.url
)
QUALIFY row_number() OVER (PARTITION BY url) = 1 AND row_number() OVER (PARTITION BY id) = 1
