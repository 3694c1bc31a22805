INSERT INTO store.entries BY NAME
SELECT id, feed AS feed_id, outlet, 'https://' || feed || '.example/' || id AS url, id AS guid, title,
    left(text, 200) AS summary, '' AS content, [outlet] AS authors, lang, moment AS published_at,
    '' AS published_raw, moment + INTERVAL 9 MINUTE AS first_seen_at, id AS digest
FROM made
UNION ALL
SELECT reverse(id), feed, outlet, 'https://' || feed || '.example/' || reverse(id), id, title,
    left(text, 200), '', [outlet], lang, moment, '', moment + INTERVAL 9 MINUTE, id
FROM made WHERE n % 20 = 3;
INSERT INTO store.outcomes BY NAME
SELECT id AS entry_id, feed AS feed_id, id AS digest, 1 AS tries, moment + INTERVAL 9 MINUTE AS tried_at,
    NULL AS retry_at, '' AS reason
FROM made
UNION ALL
SELECT reverse(id), feed, id, 3, moment + INTERVAL 90 MINUTE, NULL,
    ['not_found', 'timeout', 'forbidden'][1 + n % 3]
FROM made WHERE n % 20 = 3;
INSERT INTO store.articles BY NAME
SELECT id, if(n % 33 = 5, 2, 1) AS version, feed AS feed_id, outlet,
    'https://' || feed || '.example/' || id AS url, title, text, left(text, 200) AS summary, lang,
    [outlet] AS authors, moment AS published_at,
    moment + if(n % 33 = 5, INTERVAL 99 MINUTE, INTERVAL 9 MINUTE) AS first_seen_at,
    moment AS told_at, 'page' AS source, id AS digest, '' AS external_id
FROM made;
INSERT INTO store.versions BY NAME
SELECT id, 1 AS version, feed AS feed_id, outlet,
    'https://' || feed || '.example/' || id AS url, title, left(text, 6000) AS text,
    left(text, 200) AS summary, lang, [outlet] AS authors, moment AS published_at,
    moment + INTERVAL 9 MINUTE AS first_seen_at, moment AS told_at, 'page' AS source,
    reverse(id) AS digest, '' AS external_id
FROM made WHERE n % 33 = 5;
INSERT INTO store.places BY NAME
SELECT id AS article_id, n AS seq, held, false AS kept FROM made;
INSERT INTO store.memberships BY NAME
SELECT id AS article_id, story AS story_id, if(id = story, 1, .8) AS score,
    if(id = story, '', story) AS nearest_id, if(id = story, 'founded', 'joined') AS reason,
    moment + INTERVAL 10 MINUTE AS since
FROM made;
INSERT INTO store.copies BY NAME
SELECT id AS article_id, original AS original_id, 'exact' AS kind, 1 AS share, 1 AS share_back,
    ['', '', 'Reuters', 'AFP', 'dpa'][1 + n % 5] AS agency, moment + INTERVAL 10 MINUTE AS loaded_at
FROM made WHERE original IS NOT NULL;
CREATE OR REPLACE TEMP TABLE touched AS
SELECT memberships.story_id AS id, min(articles.told_at) AS first_at, max(articles.told_at) AS last_at,
    count(*) AS n_articles, count(copies.article_id) AS n_copies,
    count(DISTINCT articles.outlet) AS n_outlets
FROM store.memberships AS memberships
JOIN (SELECT id, outlet, told_at FROM store.articles) AS articles ON articles.id = memberships.article_id
LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
WHERE memberships.story_id IN (SELECT story FROM made)
GROUP BY memberships.story_id;
UPDATE store.stories SET first_at = touched.first_at, last_at = touched.last_at,
    n_articles = touched.n_articles, n_copies = touched.n_copies, n_outlets = touched.n_outlets
FROM touched WHERE touched.id = stories.id;
INSERT INTO store.stories BY NAME
SELECT touched.*, titles.title, string_split(lower(titles.name), ' ') AS terms, [titles.name] AS names,
    '' AS merged_into
FROM touched JOIN made AS titles ON titles.id = touched.id
UNION ALL BY NAME
SELECT id, moment AS first_at, moment AS last_at, 0 AS n_articles, 0 AS n_copies, 0 AS n_outlets,
    title, [lower(name)] AS terms, [name] AS names, story AS merged_into
FROM made WHERE n % 60 = 7 AND id <> story;
INSERT INTO store.story_changes BY NAME
SELECT moment + INTERVAL 40 MINUTE AS changed_at, 'merged' AS kind, id AS story_id, story AS other_id,
    'linked' AS reason, .8 AS score, n AS seq
FROM made WHERE n % 60 = 7 AND id <> story;
INSERT INTO store.past_memberships BY NAME
SELECT id AS article_id, id AS story_id, 1 AS score, '' AS nearest_id, 'founded' AS reason,
    moment + INTERVAL 10 MINUTE AS since, moment + INTERVAL 40 MINUTE AS until
FROM made WHERE n % 60 = 7 AND id <> story;
INSERT INTO store.figures BY NAME
SELECT id AS article_id, name || ' counted ' || n % 977 || ' of them, as was said on the day.' AS sentence,
    n % 977 + k AS value, '' AS unit, ['killed', 'injured', 'missing', 'homes', ''][k] AS counts,
    '' AS hedge, (n % 977 + k)::VARCHAR AS raw, moment AS told_at
FROM made CROSS JOIN range(1, 6) AS range (k) WHERE followed;
INSERT INTO store.attributions BY NAME
SELECT id AS article_id, ['Reuters', 'Outlet 3', 'the mayor', 'two sources'][1 + (n + k) % 4] AS source,
    ['agency', 'outlet', 'person', 'anonymous'][1 + (n + k) % 4] AS kind,
    'So ' || name || ' was told, by all that is known of it.' AS sentence, k AS index,
    moment + INTERVAL 10 MINUTE AS loaded_at
FROM made CROSS JOIN range(2) AS range (k) WHERE followed;
INSERT INTO store.developments BY NAME
SELECT md5(id)[:16] AS id, story AS story_id, id AS article_id, if(n % 33 = 5, 2, 1) AS version,
    moment AS told_at, outlet, 'https://' || feed || '.example/' || id AS url,
    [{'text': text[:100], 'score': .8, 'index': 0}] AS quotes,
    [{'counts': 'killed', 'old': (n % 977)::VARCHAR, 'new': (n % 977 + 1)::VARCHAR,
        'old_article_id': story, 'sentence': title}] AS changes,
    []::VARCHAR[] AS dropped, .7 AS score, n % 2 = 0 AS alert, cycle AS cycle_id, n AS seq
FROM made WHERE followed AND n % 3 = 0;
INSERT INTO store.alerts BY NAME
SELECT md5(id || 'mail')[:16] AS id, 'track' || n % 10 AS track_id, md5(id)[:16] AS development_id,
    story AS story_id, 'mail' AS channel, moment + INTERVAL 12 MINUTE AS created_at,
    moment + INTERVAL 12 MINUTE AS due_at, title, text[:300] AS text, text[:300] AS html,
    text[:300] AS markdown, '{}' AS json
FROM made WHERE followed AND n % 6 = 0;
INSERT INTO store.deliveries BY NAME
SELECT md5(id || 'mail')[:16] AS alert_id, moment + INTERVAL 13 MINUTE AS tried_at, true AS accepted,
    'ok' AS detail, 1 AS attempt, NULL AS retry_at
FROM made WHERE followed AND n % 6 = 0;
INSERT INTO store.cycles BY NAME
SELECT id, 'run' AS kind, moment + INTERVAL 9 MINUTE AS started_at,
    moment + INTERVAL 10 MINUTE AS ended_at, MAP {'articles': 10, 'entries': 12, 'polls': 50} AS counts,
    MAP {'poll': 2.0, 'fetch': 3.0, 'extract': 1.0, 'embed': 2.5, 'place': .2, 'load': .3, 'publish': .4}
        AS took_s
FROM made WHERE n % 10 = 0;
