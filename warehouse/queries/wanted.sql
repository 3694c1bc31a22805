-- Entries to fetch: never tried, changed since (within the cap on versions), or due for another try
-- (also where the last lies in the future: the clock has stepped back), as is poison that this
-- version of the program has not met (none where `$version` is '').
-- Of an entry in several feeds, the one that was tried, else the first. Wide columns are read for
-- the chosen rows alone, here and wherever `rowid` is asked for: a quarter of the time at 150,000.
WITH due AS (
    SELECT entries.rowid AS row
    FROM store.entries AS entries
    LEFT JOIN store.outcomes AS outcomes ON outcomes.entry_id = entries.id
    LEFT JOIN store.articles AS articles ON articles.id = entries.id
    WHERE outcomes.entry_id IS NULL
        OR (
            outcomes.feed_id = entries.feed_id
            AND outcomes.digest <> entries.digest
            AND coalesce(articles.version, 0) < $most_versions
        )
        OR (
            outcomes.feed_id = entries.feed_id
            AND outcomes.retry_at IS NOT NULL
            AND (outcomes.retry_at <= $now OR outcomes.tried_at > $now)
        )
        OR (
            outcomes.feed_id = entries.feed_id
            AND outcomes.reason = 'poison'
            AND $version <> ''
            AND entries.id NOT IN (
                SELECT entry_id
                FROM store.failures
                WHERE reason = 'poison' AND starts_with(detail, 'newsthread ' || $version || ': ')
            )
        )
    QUALIFY row_number() OVER (
        PARTITION BY entries.id ORDER BY entries.first_seen_at, entries.feed_id
    ) = 1
    ORDER BY entries.first_seen_at, entries.published_at, entries.id
    LIMIT $most
)
SELECT *
FROM store.entries
WHERE rowid IN (SELECT row FROM due)
ORDER BY first_seen_at, published_at, id
