-- Developments in the order told, each under its article's present story: of one, of one cycle, or all.
SELECT
    developments.* EXCLUDE (told_at, cycle_id, story_id),
    developments.told_at AS "at",
    coalesce(memberships.story_id, developments.story_id) AS story_id
FROM store.developments AS developments
LEFT JOIN store.memberships AS memberships USING (article_id)
WHERE ($story_id = '' OR coalesce(memberships.story_id, developments.story_id) = $story_id)
    AND ($cycle_id = '' OR developments.cycle_id = $cycle_id)
ORDER BY developments.told_at, developments.id
