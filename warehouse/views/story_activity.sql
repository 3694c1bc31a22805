-- How alive each living story is, as of the last cycle; one in the future is of a clock that was ahead.
-- Only stories told of in the last week are read article by article: the others sleep, and are most
-- of a warehouse. (`now()` as microseconds: a cast to a time without zone wants ICU of every reader.)
CREATE OR REPLACE VIEW story_activity AS
WITH as_of AS (
    SELECT
        coalesce(
            max(started_at) FILTER (started_at <= make_timestamp(epoch_us(now()))), max(started_at)
        ) AS at
    FROM store.cycles
),
living AS (
    SELECT stories.id, stories.title, stories.last_at, as_of.at AS as_of
    FROM store.stories AS stories CROSS JOIN as_of
    WHERE stories.merged_into = '' AND stories.n_articles > 0
),
gaps AS (
    SELECT
        living.id AS story_id, living.as_of, articles.told_at,
        date_diff('minute', lag(articles.told_at) OVER (
            PARTITION BY living.id ORDER BY articles.told_at
        ), articles.told_at) / 60 AS silent_h
    FROM living
    JOIN store.memberships AS memberships ON memberships.story_id = living.id
    JOIN store.articles AS articles ON articles.id = memberships.article_id
    WHERE living.last_at > living.as_of - INTERVAL 7 DAY
),
counts AS (
    SELECT
        story_id,
        count(*) FILTER (told_at > as_of - INTERVAL 1 DAY) AS n_day,
        count(*) FILTER (
            told_at > as_of - INTERVAL 2 DAY AND told_at <= as_of - INTERVAL 1 DAY
        ) AS n_day_before,
        count(*) FILTER (told_at > as_of - INTERVAL 7 DAY) AS n_week,
        max(silent_h) FILTER (told_at > as_of - INTERVAL 2 DAY) AS silent_h
    FROM gaps
    GROUP BY story_id
)
SELECT
    living.id AS story_id, living.title,
    CASE
        WHEN living.last_at <= living.as_of - INTERVAL 2 DAY THEN 'sleeping'
        WHEN counts.silent_h >= 7 * 24 THEN 'woken'
        WHEN counts.n_day >= 2 AND counts.n_day > counts.n_day_before THEN 'growing'
        ELSE 'active'
    END AS state,
    coalesce(counts.n_day, 0) AS n_day, coalesce(counts.n_day_before, 0) AS n_day_before,
    coalesce(counts.n_week, 0) AS n_week, round(counts.silent_h, 1) AS silent_h, living.last_at,
    living.as_of
FROM living
LEFT JOIN counts ON counts.story_id = living.id;

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
