-- Articles of each living story, day by day.
CREATE OR REPLACE VIEW story_days AS
SELECT
    memberships.story_id, articles.told_at::DATE AS day, count(*) AS n_articles,
    count(copies.article_id) AS n_copies, count(DISTINCT articles.outlet) AS n_outlets
FROM store.articles AS articles
JOIN store.memberships AS memberships ON memberships.article_id = articles.id
LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
GROUP BY memberships.story_id, articles.told_at::DATE;

COMMENT ON VIEW story_days IS 'Articles of each living story, day by day.';
COMMENT ON COLUMN story_days.story_id IS 'The story';
COMMENT ON COLUMN story_days.day IS 'Day (UTC)';
COMMENT ON COLUMN story_days.n_articles IS 'Articles told on it';
COMMENT ON COLUMN story_days.n_copies IS 'How many of them are copies';
COMMENT ON COLUMN story_days.n_outlets IS 'Different outlets among them';
