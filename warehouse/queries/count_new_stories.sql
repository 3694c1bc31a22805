-- How many living stories began with an article that was placed since a time.
SELECT count(*) AS n
FROM store.stories AS stories
JOIN store.memberships AS founders ON founders.article_id = stories.id
WHERE stories.merged_into = '' AND founders.since >= $since
