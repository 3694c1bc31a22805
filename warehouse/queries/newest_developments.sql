-- The newest development worth telling, with a quote, of each of these living stories, or of one that
-- became part of it; `at`: of its article, which was told between two times.
WITH RECURSIVE family AS (
    SELECT id, id AS heir FROM story_ids
    UNION
    SELECT stories.id, family.heir
    FROM store.stories AS stories JOIN family ON stories.merged_into = family.id
),
candidates AS (
    SELECT family.heir, developments.rowid AS row
    FROM store.developments AS developments
    JOIN family ON family.id = developments.story_id
    WHERE developments.alert
),
newest AS (
    SELECT candidates.heir, candidates.row, developments.article_id
    FROM store.developments AS developments
    JOIN candidates ON candidates.row = developments.rowid
    WHERE developments.rowid IN (SELECT row FROM candidates) AND len(developments.quotes) > 0
    QUALIFY row_number() OVER (
        PARTITION BY candidates.heir ORDER BY developments.told_at DESC, developments.seq DESC
    ) = 1
)
SELECT
    newest.heir AS story_id, newest.article_id, developments.outlet,
    coalesce(articles.told_at, developments.told_at) AS "at", developments.quotes[1].text AS text
FROM newest
JOIN store.developments AS developments ON developments.rowid = newest.row
LEFT JOIN (
    SELECT id, told_at FROM store.articles WHERE told_at BETWEEN $since AND $until
) AS articles ON articles.id = newest.article_id
WHERE developments.rowid IN (SELECT row FROM newest)
