-- Articles of a story, or of the one that it went into.
SELECT memberships.article_id AS id
FROM store.memberships AS memberships
WHERE memberships.story_id = coalesce(
    (SELECT heir FROM store.heirs WHERE id = $story_id), $story_id
)
