-- Articles that are not in exactly one living story: in none, in several, or in one that was merged
-- away or does not exist.
SELECT articles.id AS subject
FROM store.articles AS articles
LEFT JOIN store.memberships AS memberships ON memberships.article_id = articles.id
LEFT JOIN store.stories AS stories ON stories.id = memberships.story_id AND stories.merged_into = ''
GROUP BY articles.id
HAVING count(memberships.article_id) <> 1 OR count(stories.id) <> 1
ORDER BY articles.id
