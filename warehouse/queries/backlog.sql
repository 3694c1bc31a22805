-- What waits: feeds due, entries to fetch, alerts to hand over; and what there is.
SELECT
    (
        SELECT count(*)
        FROM store.feeds AS feeds LEFT JOIN store.feed_states AS states ON states.feed_id = feeds.id
        WHERE states.paused IS NULL AND (
            coalesce(states.next_at, $now) <= $now OR states.polled_at > $now
        )
    ) AS feeds_due,
    (
        SELECT min(states.next_at)
        FROM store.feeds AS feeds JOIN store.feed_states AS states ON states.feed_id = feeds.id
        WHERE states.paused IS NULL
    ) AS next_at,
    (
        SELECT count(*)
        FROM store.entries AS entries
        LEFT JOIN store.outcomes AS outcomes ON outcomes.entry_id = entries.id
        WHERE outcomes.entry_id IS NULL
            OR outcomes.retry_at <= $now
            OR (
                outcomes.tried_at > $now
                AND (outcomes.retry_at IS NOT NULL OR outcomes.reason = 'too_old')
            )
    ) AS entries_wanted,
    (SELECT count(*) FROM alerts WHERE state = 'waiting') AS alerts_waiting,
    (SELECT count(*) FROM store.feeds) AS feeds,
    (SELECT count(*) FROM store.articles) AS articles,
    (SELECT count(*) FROM store.stories WHERE merged_into = '') AS stories,
    (SELECT count(*) FROM store.developments) AS developments
