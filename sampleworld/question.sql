-- Which outlets are first with a story, and which mostly print other people's text?
SELECT
    outlet, count(*) AS articles, count(*) FILTER (id = story_id) AS first_with_a_story,
    count(copy_of) AS copies
FROM articles
GROUP BY outlet
ORDER BY first_with_a_story DESC, outlet
LIMIT 8
