-- How alive each living story is, as of the last cycle.
CREATE OR REPLACE VIEW story_activity AS
WITH as_of AS (SELECT max(started_at) AS at FROM store.cycles),
gaps AS (
    SELECT
        memberships.story_id, articles.told_at,
        date_diff('minute', lag(articles.told_at) OVER (
            PARTITION BY memberships.story_id ORDER BY articles.told_at
        ), articles.told_at) / 60 AS silent_h
    FROM store.memberships AS memberships
    JOIN store.articles AS articles ON articles.id = memberships.article_id
),
counts AS (
    SELECT
        gaps.story_id, max(as_of.at) AS as_of, max(gaps.told_at) AS last_at,
        count(*) FILTER (gaps.told_at > as_of.at - INTERVAL 1 DAY) AS n_day,
        count(*) FILTER (
            gaps.told_at > as_of.at - INTERVAL 2 DAY AND gaps.told_at <= as_of.at - INTERVAL 1 DAY
        ) AS n_day_before,
        count(*) FILTER (gaps.told_at > as_of.at - INTERVAL 7 DAY) AS n_week,
        max(gaps.silent_h) FILTER (gaps.told_at > as_of.at - INTERVAL 2 DAY) AS silent_h
    FROM gaps CROSS JOIN as_of
    GROUP BY gaps.story_id
)
SELECT
    stories.id AS story_id, stories.title,
    CASE
        WHEN counts.last_at <= counts.as_of - INTERVAL 2 DAY THEN 'sleeping'
        WHEN counts.silent_h >= 7 * 24 THEN 'woken'
        WHEN counts.n_day >= 2 AND counts.n_day > counts.n_day_before THEN 'growing'
        ELSE 'active'
    END AS state,
    counts.n_day, counts.n_day_before, counts.n_week, round(counts.silent_h, 1) AS silent_h,
    counts.last_at, counts.as_of
FROM store.stories AS stories
JOIN counts ON counts.story_id = stories.id
WHERE stories.merged_into = '';

COMMENT ON VIEW story_activity IS 'How alive each living story is, as of the last cycle.';
COMMENT ON COLUMN story_activity.story_id IS 'The story';
COMMENT ON COLUMN story_activity.title IS 'Title of its most central article';
COMMENT ON COLUMN story_activity.state IS 'growing: more articles in the last day than in the one before, two at least; woken: told of again after a week of silence; active: told of in the last two days; sleeping: not';
COMMENT ON COLUMN story_activity.n_day IS 'Articles of the last 24 hours';
COMMENT ON COLUMN story_activity.n_day_before IS 'Articles of the 24 hours before those';
COMMENT ON COLUMN story_activity.n_week IS 'Articles of the last seven days';
COMMENT ON COLUMN story_activity.silent_h IS 'Longest silence before an article of the last two days, in hours; NULL: there is none';
COMMENT ON COLUMN story_activity.last_at IS 'When its latest article was told (UTC)';
COMMENT ON COLUMN story_activity.as_of IS 'When the last cycle began (UTC): what the times are counted from';
