-- When the latest article of a living story was told, up to a time: what was told after it is of a clock
-- that was ahead, and counts only where there is nothing else.
SELECT
    CASE
        WHEN max(last_at) > $now
            THEN coalesce(
                (SELECT max(told_at) FROM store.articles WHERE told_at <= $now), max(last_at)
            )
        ELSE max(last_at)
    END AS "at"
FROM store.stories
WHERE merged_into = ''
