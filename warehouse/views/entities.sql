-- Names that living stories are about, and the articles that have them in their title, day by day.
CREATE OR REPLACE VIEW entities AS
WITH named AS (
    SELECT stories.id AS story_id, name
    FROM store.stories AS stories CROSS JOIN unnest(stories.names) AS names (name)
    WHERE stories.merged_into = '' AND length(name) > 2 AND lower(name) NOT IN (
        'the', 'this', 'that', 'these', 'those', 'there', 'they', 'what', 'when', 'where', 'who',
        'why', 'how', 'and', 'but', 'for', 'from', 'with', 'after', 'before', 'his', 'her', 'its',
        'our', 'one', 'two', 'new', 'police', 'officials', 'government', 'breaking', 'update',
        'video', 'photo', 'watch', 'live', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday',
        'saturday', 'sunday', 'january', 'february', 'march', 'april', 'june', 'july', 'august',
        'september', 'october', 'november', 'december', 'today', 'yesterday', 'tomorrow'
    )
)
SELECT
    named.story_id, named.name, articles.told_at::DATE AS day, count(*) AS n_articles,
    count(DISTINCT articles.outlet) AS n_outlets
FROM named
JOIN store.memberships AS memberships ON memberships.story_id = named.story_id
JOIN store.articles AS articles ON articles.id = memberships.article_id
WHERE contains(lower(articles.title), lower(named.name))
GROUP BY named.story_id, named.name, articles.told_at::DATE;

COMMENT ON VIEW entities IS 'Names that living stories are about, and the articles that have them in their title, day by day.';
COMMENT ON COLUMN entities.story_id IS 'The story';
COMMENT ON COLUMN entities.name IS 'A name of its articles, as they write it most often: a person, a place, an organisation';
COMMENT ON COLUMN entities.day IS 'Day (UTC)';
COMMENT ON COLUMN entities.n_articles IS 'Articles of the day with the name in their title';
COMMENT ON COLUMN entities.n_outlets IS 'Different outlets among them';
