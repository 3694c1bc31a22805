-- The newest article of each of these stories that is no copy, told between two times, with the
-- beginning of its text. Texts are read by row: a join by id would read all there are.
WITH members AS (
    SELECT memberships.story_id, memberships.article_id
    FROM store.memberships AS memberships
    WHERE memberships.story_id IN (FROM story_ids)
        AND memberships.article_id NOT IN (SELECT article_id FROM store.copies)
),
chosen AS (
    SELECT members.story_id, articles.rowid AS row
    FROM members JOIN store.articles AS articles ON articles.id = members.article_id
    WHERE articles.told_at BETWEEN $since AND $until
    QUALIFY row_number() OVER (
        PARTITION BY members.story_id ORDER BY articles.told_at DESC, articles.id
    ) = 1
)
SELECT
    chosen.story_id, articles.id AS article_id, articles.outlet, articles.told_at AS "at",
    left(coalesce(nullif(articles.text, ''), articles.summary), 900) AS text, articles.lang
FROM store.articles AS articles JOIN chosen ON articles.rowid = chosen.row
WHERE articles.rowid IN (SELECT row FROM chosen)
