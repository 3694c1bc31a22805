-- What placing looks at: articles of the window and representatives of sleeping stories, as placed.
-- Read by row, and texts for those without a title alone: a join by id would read all there are.
WITH held AS (
    SELECT
        places.article_id, places.seq, places.kept, articles.rowid AS row,
        coalesce(articles.title, '') = '' AS untitled
    FROM store.places AS places JOIN store.articles AS articles ON articles.id = places.article_id
    WHERE places.held
),
openings AS (
    SELECT id AS article_id, left(split_part(text, chr(10), 1), 100) AS title
    FROM store.articles
    WHERE rowid IN (SELECT row FROM held WHERE untitled)
)
SELECT
    held.article_id,
    held.seq,
    epoch_us(articles.told_at) // 1_000_000 AS time,  -- as placing counts: no fraction is rounded up
    articles.published_at IS NOT NULL AS dated,
    articles.outlet,
    articles.lang,
    coalesce(openings.title, articles.title) AS title,
    memberships.story_id,
    coalesce(copies.original_id, '') AS original_id,
    held.kept
FROM store.articles AS articles
JOIN held ON held.row = articles.rowid
JOIN store.memberships AS memberships ON memberships.article_id = held.article_id
LEFT JOIN store.copies AS copies ON copies.article_id = held.article_id
LEFT JOIN openings ON openings.article_id = held.article_id
WHERE articles.rowid IN (SELECT row FROM held)
ORDER BY held.seq
