-- What was told on each day.
CREATE OR REPLACE VIEW days AS
SELECT
    articles.told_at::DATE AS day, count(*) AS n_articles, count(copies.article_id) AS n_copies,
    count(DISTINCT articles.outlet) AS n_outlets, count(DISTINCT articles.lang) AS n_langs,
    count(DISTINCT memberships.story_id) AS n_stories,
    coalesce(max(openings.n), 0) AS n_new_stories
FROM store.articles AS articles
LEFT JOIN store.memberships AS memberships ON memberships.article_id = articles.id
LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
LEFT JOIN (
    SELECT first_at::DATE AS day, count(*) AS n
    FROM store.stories
    WHERE merged_into = '' AND n_articles > 0
    GROUP BY first_at::DATE
) AS openings ON openings.day = articles.told_at::DATE
GROUP BY articles.told_at::DATE;

COMMENT ON VIEW days IS 'What was told on each day.';
COMMENT ON COLUMN days.day IS 'Day (UTC)';
COMMENT ON COLUMN days.n_articles IS 'Articles told on it';
COMMENT ON COLUMN days.n_copies IS 'How many of them are copies';
COMMENT ON COLUMN days.n_outlets IS 'Different outlets';
COMMENT ON COLUMN days.n_langs IS 'Different languages';
COMMENT ON COLUMN days.n_stories IS 'Stories with an article on it';
COMMENT ON COLUMN days.n_new_stories IS 'Living stories that began on it';
