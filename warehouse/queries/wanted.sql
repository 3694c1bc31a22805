-- Entries to fetch: never tried, changed since (within the cap on versions), or due for another try
-- (also where the last lies in the future: the clock has stepped back, and what seemed too old to it
-- was news), as is poison that this version of the program has not met (none where `$version` is '').
-- What was first seen in the future is so now: else it would be told then, and too old again.
-- Of an entry in several feeds, the one that was tried, else the first. Of a million entries all but
-- a few are left out by one join. Wide columns are read for the chosen rows alone, here and wherever
-- `rowid` is asked for: a quarter of the time at 150,000.
WITH candidates AS (
    SELECT
        entries.rowid AS row, entries.id, entries.feed_id, entries.first_seen_at,
        entries.published_at,
        outcomes.digest <> entries.digest AS changed,
        outcomes.entry_id IS NULL
        OR outcomes.retry_at <= $now
        OR (
            outcomes.tried_at > $now
            AND (outcomes.retry_at IS NOT NULL OR outcomes.reason = 'too_old')
        ) AS due,
        outcomes.reason = 'poison' AND $version <> '' AS poison
    FROM store.entries AS entries
    LEFT JOIN store.outcomes AS outcomes ON outcomes.entry_id = entries.id
    WHERE outcomes.entry_id IS NULL
        OR (
            outcomes.feed_id = entries.feed_id
            AND (
                outcomes.digest <> entries.digest
                OR outcomes.retry_at IS NOT NULL
                OR outcomes.reason = 'poison'
                OR (outcomes.reason = 'too_old' AND outcomes.tried_at > $now)
            )
        )
),
wanted AS (
    SELECT *
    FROM candidates
    WHERE due
        OR (
            changed
            AND id NOT IN (SELECT id FROM store.articles WHERE version >= $most_versions)
        )
        OR (
            poison
            AND id NOT IN (
                SELECT entry_id
                FROM store.failures
                WHERE reason = 'poison' AND starts_with(detail, 'newsthread ' || $version || ': ')
            )
        )
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY first_seen_at, feed_id) = 1
    ORDER BY first_seen_at, published_at, id
    LIMIT $most
)
SELECT * REPLACE (least(first_seen_at, $now) AS first_seen_at)
FROM store.entries
WHERE rowid IN (SELECT row FROM wanted)
ORDER BY first_seen_at, published_at, id
