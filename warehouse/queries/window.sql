-- What placing looks at: articles of the window and representatives of sleeping stories, as placed.
SELECT
    places.article_id,
    places.seq,
    epoch(articles.told_at)::BIGINT AS time,
    articles.published_at IS NOT NULL AS dated,
    articles.outlet,
    articles.lang,
    coalesce(nullif(articles.title, ''), left(split_part(articles.text, chr(10), 1), 100)) AS title,
    memberships.story_id,
    coalesce(copies.original_id, '') AS original_id,
    places.kept
FROM store.places AS places
JOIN store.articles AS articles ON articles.id = places.article_id
JOIN store.memberships AS memberships ON memberships.article_id = places.article_id
LEFT JOIN store.copies AS copies ON copies.article_id = places.article_id
WHERE places.held
ORDER BY places.seq
