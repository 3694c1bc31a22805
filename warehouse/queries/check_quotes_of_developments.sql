-- Developments that quote what the text of their article's version does not say.
SELECT DISTINCT developments.id AS subject
FROM store.developments AS developments
CROSS JOIN unnest(developments.quotes) AS quotes (quote)
LEFT JOIN versions ON versions.id = developments.article_id AND versions.version = developments.version
WHERE NOT coalesce(contains(versions.text, quotes.quote.text), false)
ORDER BY subject
