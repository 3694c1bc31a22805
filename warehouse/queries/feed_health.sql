-- How well each feed serves, the worst first, with its failures counted by reason.
SELECT
    health.*,
    coalesce(reasons.reasons, MAP {}) AS reasons
FROM feed_health AS health
LEFT JOIN (
    SELECT
        feed_id,
        map_from_entries(list((reason, failures) ORDER BY failures DESC, reason)) AS reasons
    FROM (
        SELECT feed_id, reason, sum(failures)::BIGINT AS failures
        FROM failure_reasons GROUP BY feed_id, reason
    )
    GROUP BY feed_id
) AS reasons ON reasons.feed_id = health.id
ORDER BY paused IS NULL, failures / greatest(polls, 1) DESC, title, id
