-- Who told each living story first, and by how long.
CREATE OR REPLACE VIEW story_firsts AS
WITH told AS (
    SELECT
        memberships.story_id, articles.outlet, articles.id AS article_id, articles.told_at,
        row_number() OVER in_order AS place, first_value(articles.outlet) OVER in_order AS opener
    FROM store.memberships AS memberships
    JOIN store.articles AS articles ON articles.id = memberships.article_id
    WINDOW in_order AS (
        PARTITION BY memberships.story_id ORDER BY articles.told_at, articles.id
    )
)
SELECT
    story_id, any_value(opener) AS outlet, arg_min(article_id, place) AS article_id,
    min(told_at) AS first_at,
    arg_min(outlet, place) FILTER (outlet <> opener) AS second_outlet,
    min(told_at) FILTER (outlet <> opener) AS second_at,
    round(date_diff('second', first_at, second_at) / 60, 1) AS lead_min
FROM told
GROUP BY story_id;

COMMENT ON VIEW story_firsts IS 'Who told each living story first, and by how long.';
COMMENT ON COLUMN story_firsts.story_id IS 'The story';
COMMENT ON COLUMN story_firsts.outlet IS 'Who told it first';
COMMENT ON COLUMN story_firsts.article_id IS 'The article';
COMMENT ON COLUMN story_firsts.first_at IS 'When (UTC)';
COMMENT ON COLUMN story_firsts.second_outlet IS 'The next outlet that told it; NULL: none has';
COMMENT ON COLUMN story_firsts.second_at IS 'When (UTC)';
COMMENT ON COLUMN story_firsts.lead_min IS 'Minutes between the two';
