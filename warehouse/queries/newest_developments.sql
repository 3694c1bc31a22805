-- The newest development worth telling, with a quote, of each of these stories; `at`: of its article.
SELECT
    coalesce(heirs.heir, developments.story_id) AS story_id, developments.article_id,
    developments.outlet, coalesce(articles.told_at, developments.told_at) AS "at",
    developments.quotes[1].text AS text
FROM store.developments AS developments
LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
LEFT JOIN store.articles AS articles ON articles.id = developments.article_id
WHERE len(developments.quotes) > 0 AND developments.alert
    AND coalesce(heirs.heir, developments.story_id) IN (FROM story_ids)
QUALIFY row_number() OVER (
    PARTITION BY coalesce(heirs.heir, developments.story_id)
    ORDER BY developments.told_at DESC, developments.seq DESC
) = 1
