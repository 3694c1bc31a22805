-- Articles of these stories, told between two times, as they now read, in the order they were told.
WITH members AS (
    SELECT memberships.story_id, articles.rowid AS row
    FROM store.memberships AS memberships
    JOIN store.articles AS articles ON articles.id = memberships.article_id
    WHERE memberships.story_id IN (FROM story_ids) AND articles.told_at BETWEEN $since AND $until
)
SELECT members.story_id, articles.*
FROM store.articles AS articles JOIN members ON members.row = articles.rowid
WHERE articles.rowid IN (SELECT row FROM members)
ORDER BY articles.told_at, articles.id
