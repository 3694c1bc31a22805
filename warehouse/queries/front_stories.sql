-- Living stories told since a time, those with news after a reader's position first, then by outlets
-- and freshness: a day of age weighs as much as e times the outlets. What is told after the anchor is
-- of a clock that was ahead: such a story's time, in `ahead`, is that of its last article before.
WITH shown AS (
    SELECT stories.* REPLACE (coalesce(ahead.last_at, stories.last_at) AS last_at)
    FROM store.stories AS stories
    LEFT JOIN ahead ON ahead.id = stories.id
    WHERE stories.merged_into = '' AND stories.n_articles > 0 AND stories.last_at >= $since
        AND coalesce(ahead.last_at, stories.last_at) BETWEEN $since AND $anchor
),
come AS (
    SELECT memberships.story_id AS id, count(*) AS n_new_articles
    FROM store.places AS places
    JOIN store.memberships AS memberships ON memberships.article_id = places.article_id
    WHERE places.seq > $articles AND memberships.story_id IN (SELECT id FROM shown)
    GROUP BY memberships.story_id
),
added AS (
    SELECT coalesce(heirs.heir, developments.story_id) AS id, count(*) AS n_new_developments
    FROM store.developments AS developments
    LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
    WHERE developments.seq > $developments
    GROUP BY 1
)
SELECT
    shown.id, shown.title, shown.first_at, shown.last_at, shown.n_articles, shown.n_copies,
    shown.n_outlets, coalesce(come.n_new_articles, 0) AS n_new_articles,
    coalesce(added.n_new_developments, 0) AS n_new_developments
FROM shown
LEFT JOIN come USING (id)
LEFT JOIN added USING (id)
ORDER BY
    coalesce(added.n_new_developments, 0) > 0 DESC, coalesce(come.n_new_articles, 0) > 0 DESC,
    ln(1 + shown.n_outlets) - date_diff('minute', shown.last_at, $anchor) / 1440 DESC,
    shown.last_at DESC, shown.id
LIMIT $most
