-- News agencies whose texts are copied.
CREATE OR REPLACE VIEW agencies AS
SELECT
    copies.agency, count(*) AS n_copies, count(DISTINCT articles.outlet) AS n_outlets,
    count(DISTINCT memberships.story_id) AS n_stories, min(articles.told_at) AS first_at,
    max(articles.told_at) AS last_at
FROM store.copies AS copies
JOIN store.articles AS articles ON articles.id = copies.article_id
LEFT JOIN store.memberships AS memberships ON memberships.article_id = copies.article_id
WHERE copies.agency <> ''
GROUP BY copies.agency;

COMMENT ON VIEW agencies IS 'News agencies whose texts are copied.';
COMMENT ON COLUMN agencies.agency IS 'The agency, as it is credited';
COMMENT ON COLUMN agencies.n_copies IS 'Copies of texts that credit it';
COMMENT ON COLUMN agencies.n_outlets IS 'Different outlets that carried them';
COMMENT ON COLUMN agencies.n_stories IS 'Living stories that they are in';
COMMENT ON COLUMN agencies.first_at IS 'When the first was told (UTC)';
COMMENT ON COLUMN agencies.last_at IS 'When the latest was (UTC)';
