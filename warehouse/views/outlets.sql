-- Who publishes, one row each: how much, how much of its own, in how many stories.
CREATE OR REPLACE VIEW outlets AS
SELECT
    articles.outlet,
    mode(country ORDER BY country) AS country,
    mode(articles.lang ORDER BY articles.lang) AS lang, count(*) AS n_articles,
    count(copies.article_id) AS n_copies,
    round(1 - count(copies.article_id) / count(*), 3) AS original_share,
    count(DISTINCT memberships.story_id) AS n_stories,
    count(*) FILTER (memberships.story_id = articles.id) AS n_founded,
    min(articles.told_at) AS first_at, max(articles.told_at) AS last_at
FROM (
    SELECT *, split_part(split_part(url, '/', 3), ':', 1) AS host,
        CASE
            WHEN host[-3] = '.' AND host[-2] BETWEEN 'a' AND 'z' AND host[-1] BETWEEN 'a' AND 'z'
                THEN host[-2:]
            ELSE ''
        END AS ending,
        CASE
            WHEN ending IN (
                'ai', 'am', 'cc', 'co', 'fm', 'gg', 'io', 'ly', 'me', 'sh', 'to', 'tv', 'ws'
            ) THEN ''
            WHEN ending = 'uk' THEN 'gb'
            ELSE ending
        END AS country
    FROM store.articles
) AS articles
LEFT JOIN store.memberships AS memberships ON memberships.article_id = articles.id
LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
GROUP BY articles.outlet;

COMMENT ON VIEW outlets IS 'Who publishes, one row each: how much, how much of its own, in how many stories.';
COMMENT ON COLUMN outlets.outlet IS 'Its name';
COMMENT ON COLUMN outlets.country IS 'Country of its address, as the two letters that it ends with; empty: it ends with none';
COMMENT ON COLUMN outlets.lang IS 'Its most frequent language, ISO 639-1';
COMMENT ON COLUMN outlets.n_articles IS 'Articles';
COMMENT ON COLUMN outlets.n_copies IS 'How many of them copy another''s text';
COMMENT ON COLUMN outlets.original_share IS 'Share of them that do not, 0 to 1';
COMMENT ON COLUMN outlets.n_stories IS 'Living stories that it has told of';
COMMENT ON COLUMN outlets.n_founded IS 'How many of those have their id of an article of its own, which founded them';
COMMENT ON COLUMN outlets.first_at IS 'When its first article was told (UTC)';
COMMENT ON COLUMN outlets.last_at IS 'When its latest was (UTC)';
