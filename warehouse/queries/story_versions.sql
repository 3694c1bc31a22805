-- Earlier wordings of a story's articles, each article's in their order.
SELECT id, version, title, text, source, first_seen_at
FROM store.versions
WHERE rowid IN (
    SELECT versions.rowid
    FROM store.versions AS versions
    JOIN store.memberships AS memberships ON memberships.article_id = versions.id
    WHERE memberships.story_id = $id
)
ORDER BY id, version
