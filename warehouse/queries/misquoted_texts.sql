-- Developments that quote what the text of their article's version does not say, with that text.
SELECT developments.id, developments.story_id, developments.quotes, versions.text
FROM store.developments AS developments
JOIN versions ON versions.id = developments.article_id AND versions.version = developments.version
WHERE NOT list_bool_and(
    list_transform(developments.quotes, lambda quote : contains(versions.text, quote.text))
)
