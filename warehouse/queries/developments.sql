-- Developments in the order told, each under the story it was found in, or what that was merged into:
-- of one cycle, or all. A fact that two stories told before they became one comes once.
SELECT * EXCLUDE (row, cycle_id, told_at), told_at AS "at"
FROM (
    SELECT
        developments.* REPLACE (coalesce(heirs.heir, developments.story_id) AS story_id),
        developments.rowid AS row
    FROM store.developments AS developments
    LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
)
WHERE $cycle_id = '' OR cycle_id = $cycle_id
QUALIFY row_number() OVER (PARTITION BY id, story_id ORDER BY told_at, row) = 1
ORDER BY told_at, id
