-- Living stories told since a time, those with news after a reader's position first, then by outlets
-- and freshness: a day of age weighs as much as e times the outlets.
WITH members AS (
    SELECT
        memberships.story_id, articles.outlet, articles.told_at, places.seq,
        copies.article_id IS NOT NULL AS copied
    FROM store.stories AS stories
    JOIN store.memberships AS memberships ON memberships.story_id = stories.id
    JOIN store.articles AS articles ON articles.id = memberships.article_id
    LEFT JOIN store.places AS places ON places.article_id = articles.id
    LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
    WHERE stories.merged_into = '' AND stories.last_at >= $since
),
counts AS (
    SELECT
        story_id AS id, count(*) FILTER (copied) AS n_copies,
        count(DISTINCT outlet) AS n_outlets, count(*) FILTER (seq > $articles) AS n_new_articles,
        list(told_at ORDER BY told_at) AS times, list(outlet ORDER BY told_at, seq) AS outlets
    FROM members GROUP BY story_id
),
added AS (
    SELECT coalesce(heirs.heir, developments.story_id) AS id, count(*) AS n_new_developments
    FROM store.developments AS developments
    LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
    WHERE developments.seq > $developments
    GROUP BY 1
)
SELECT
    stories.id, stories.title, stories.first_at, stories.last_at, stories.n_articles,
    counts.n_copies, counts.n_outlets, counts.n_new_articles,
    coalesce(added.n_new_developments, 0) AS n_new_developments, counts.times, counts.outlets
FROM store.stories AS stories
JOIN counts USING (id)
LEFT JOIN added USING (id)
ORDER BY
    coalesce(added.n_new_developments, 0) > 0 DESC, counts.n_new_articles > 0 DESC,
    ln(1 + counts.n_outlets) - date_diff('minute', stories.last_at, $anchor) / 1440 DESC,
    stories.last_at DESC, stories.id
LIMIT $most
