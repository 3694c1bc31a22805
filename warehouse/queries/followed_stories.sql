-- The living stories that each active track follows: since when, why, and by which article. From what
-- is followed up through the merges: few, whatever the stories.
WITH RECURSIVE followed AS (
    SELECT track_id, story_id, article_id, score, reason, since FROM store.follows
    UNION ALL
    SELECT id, story_id, '', 1.0, 'story', created_at FROM store.tracks WHERE story_id <> ''
),
heirs AS (
    SELECT DISTINCT story_id AS id, story_id AS heir FROM followed
    UNION
    SELECT heirs.id, stories.merged_into AS heir
    FROM heirs JOIN store.stories AS stories ON stories.id = heirs.heir
    WHERE stories.merged_into <> ''
)
SELECT DISTINCT ON (tracks.created_at, tracks.id, stories.id)
    tracks.id AS track_id, stories.id, stories.title, stories.n_articles, followed.since,
    followed.reason AS why, followed.article_id, coalesce(articles.title, '') AS article_title,
    followed.score
FROM followed
JOIN store.tracks AS tracks ON tracks.id = followed.track_id AND tracks.active
JOIN heirs ON heirs.id = followed.story_id
JOIN store.stories AS stories ON stories.id = heirs.heir AND stories.merged_into = ''
LEFT JOIN (
    SELECT id, title FROM store.articles WHERE id IN (SELECT article_id FROM followed)
) AS articles ON articles.id = followed.article_id
ORDER BY tracks.created_at, tracks.id, stories.id, followed.since
