INSERT INTO store.feed_states BY NAME
SELECT id AS feed_id, $at::TIMESTAMP AS polled_at, $at::TIMESTAMP AS good_at,
    $at::TIMESTAMP + INTERVAL 1 YEAR AS next_at, 0 AS backoff, 5 AS items_per_day, .9 AS repeat_share
FROM store.feeds WHERE id NOT IN (SELECT feed_id FROM store.feed_states);
INSERT INTO store.polls BY NAME
SELECT feeds.id AS feed_id, $at::TIMESTAMP - INTERVAL (30 * k) MINUTE AS polled_at,
    if(k % 50 = 7, 'failed', 'ok') AS outcome, 200 AS status, .2 AS took_s, 30000 AS bytes, 30 AS items,
    0 AS tossed, false AS faulty, if(k % 50 = 7, 'timeout', '') AS reason
FROM store.feeds AS feeds CROSS JOIN range(1, 1440) AS range (k)
WHERE $at::TIMESTAMP - INTERVAL (30 * k) MINUTE > feeds.added_at
ORDER BY 2, 1;
INSERT INTO store.failures BY NAME
SELECT 'fetch' AS stage, url, 'not_found' AS reason, 'HTTP status 404' AS detail,
    first_seen_at AS failed_at, feed_id, id AS entry_id, NULL AS retry_at
FROM store.entries
WHERE first_seen_at > $at::TIMESTAMP - INTERVAL 90 DAY AND id NOT IN (SELECT id FROM store.articles);
CREATE TEMP TABLE largest AS
SELECT id, title, row_number() OVER (ORDER BY n_articles DESC, id) - 1 AS place
FROM store.stories
WHERE last_at > $at::TIMESTAMP - INTERVAL 2 DAY AND merged_into = ''
QUALIFY place < 10;
INSERT INTO store.tracks BY NAME
SELECT 'track' || place AS id, title AS name, $at::TIMESTAMP AS created_at, id AS story_id,
    '' AS query, '' AS example, []::VARCHAR[] AS any_of, []::VARCHAR[] AS all_of,
    []::VARCHAR[] AS none_of, []::VARCHAR[] AS channels, '' AS digest_at, 1 AS min_outlets,
    []::VARCHAR[] AS langs, '' AS quiet, 0 AS budget, '' AS mute_until, true AS active
FROM largest;
INSERT INTO store.follows BY NAME
SELECT 'track' || place AS track_id, id AS story_id, id AS article_id, 1 AS score, 'user' AS reason,
    $at::TIMESTAMP AS since
FROM largest;
