-- Articles whose texts may go: told before a time and out of the window for good; but for the first
-- article and the last three of each story, stories that a track follows (through merges), and what
-- developments quote.
WITH ranked AS (
    SELECT
        memberships.article_id, memberships.story_id,
        row_number() OVER (PARTITION BY memberships.story_id ORDER BY told_at, id) AS place,
        row_number() OVER (PARTITION BY memberships.story_id ORDER BY told_at DESC, id DESC) AS back
    FROM store.memberships AS memberships
    JOIN store.articles AS articles ON articles.id = memberships.article_id
),
found AS (
    SELECT story_id FROM store.tracks WHERE story_id <> ''
    UNION
    SELECT follows.story_id
    FROM store.follows AS follows JOIN store.tracks AS tracks ON tracks.id = follows.track_id
),
followed AS (
    SELECT coalesce(heirs.heir, found.story_id) AS story_id
    FROM found LEFT JOIN store.heirs AS heirs ON heirs.id = found.story_id
),
kept AS (
    SELECT article_id FROM ranked WHERE place = 1 OR back <= 3
    UNION ALL
    SELECT article_id FROM ranked WHERE story_id IN (FROM followed)
    UNION ALL
    SELECT article_id FROM store.developments
    UNION ALL
    SELECT article_id FROM store.places WHERE held
)
SELECT id AS article_id, strlen(text) AS bytes
FROM store.articles
WHERE told_at < $before AND source <> 'dropped' AND id NOT IN (FROM kept)
