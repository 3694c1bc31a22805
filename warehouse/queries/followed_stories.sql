-- The living stories that each active track follows: since when, why, and by which article.
WITH RECURSIVE heirs AS (
    SELECT id, id AS heir FROM store.stories WHERE merged_into = ''
    UNION ALL
    SELECT stories.id, heirs.heir
    FROM store.stories AS stories JOIN heirs ON stories.merged_into = heirs.id
),
followed AS (
    SELECT track_id, story_id, article_id, score, reason, since FROM store.follows
    UNION ALL
    SELECT id, story_id, '', 1.0, 'story', created_at FROM store.tracks WHERE story_id <> ''
)
SELECT DISTINCT ON (tracks.created_at, tracks.id, stories.id)
    tracks.id AS track_id, stories.id, stories.title, stories.n_articles, followed.since,
    followed.reason AS why, followed.article_id, coalesce(articles.title, '') AS article_title,
    followed.score
FROM followed
JOIN store.tracks AS tracks ON tracks.id = followed.track_id AND tracks.active
JOIN heirs ON heirs.id = followed.story_id
JOIN store.stories AS stories ON stories.id = heirs.heir
LEFT JOIN store.articles AS articles ON articles.id = followed.article_id
ORDER BY tracks.created_at, tracks.id, stories.id, followed.since
