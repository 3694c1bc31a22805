-- Earlier wordings of a story's articles, each article's in their order.
SELECT
    versions.id, versions.version, versions.title, versions.text, versions.first_seen_at
FROM store.versions AS versions
JOIN store.memberships AS memberships ON memberships.article_id = versions.id
WHERE memberships.story_id = $id
ORDER BY versions.id, versions.version
