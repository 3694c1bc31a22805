-- A feed's entries that became no article, with why, the latest tried first.
SELECT
    entries.id, entries.title, entries.url, outcomes.reason, outcomes.tried_at, outcomes.retry_at,
    coalesce(failed.detail, '') AS detail
FROM store.outcomes AS outcomes
JOIN store.entries AS entries
    ON entries.id = outcomes.entry_id AND entries.feed_id = outcomes.feed_id
LEFT JOIN (
    SELECT entry_id, arg_max(detail, failed_at) AS detail
    FROM store.failures WHERE feed_id = $feed_id GROUP BY entry_id
) AS failed ON failed.entry_id = outcomes.entry_id
WHERE outcomes.feed_id = $feed_id AND outcomes.reason <> ''
ORDER BY outcomes.tried_at DESC, entries.id
LIMIT $most
