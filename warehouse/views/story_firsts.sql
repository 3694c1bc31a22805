-- Who told each living story first, and by how long.
CREATE OR REPLACE VIEW story_firsts AS
WITH openings AS (
    SELECT
        memberships.story_id, articles.outlet, articles.id AS article_id,
        articles.told_at AS opened_at
    FROM store.memberships AS memberships
    JOIN store.articles AS articles ON articles.id = memberships.article_id
    QUALIFY row_number() OVER (
        PARTITION BY memberships.story_id, articles.outlet ORDER BY articles.told_at, articles.id
    ) = 1
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY story_id ORDER BY opened_at, article_id) AS place
    FROM openings
)
SELECT
    first.story_id, first.outlet, first.article_id, first.opened_at AS first_at,
    second.outlet AS second_outlet, second.opened_at AS second_at,
    round(date_diff('second', first.opened_at, second.opened_at) / 60, 1) AS lead_min
FROM ranked AS first
LEFT JOIN ranked AS second ON second.story_id = first.story_id AND second.place = 2
WHERE first.place = 1;

COMMENT ON VIEW story_firsts IS 'Who told each living story first, and by how long.';
COMMENT ON COLUMN story_firsts.story_id IS 'The story';
COMMENT ON COLUMN story_firsts.outlet IS 'Who told it first';
COMMENT ON COLUMN story_firsts.article_id IS 'The article';
COMMENT ON COLUMN story_firsts.first_at IS 'When (UTC)';
COMMENT ON COLUMN story_firsts.second_outlet IS 'The next outlet that told it; NULL: none has';
COMMENT ON COLUMN story_firsts.second_at IS 'When (UTC)';
COMMENT ON COLUMN story_firsts.lead_min IS 'Minutes between the two';
