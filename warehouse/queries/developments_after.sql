-- Developments that became known after an ordinal, each under its present story. A fact that two
-- stories told before they became one counts where it became known first.
WITH told AS (
    SELECT
        developments.rowid AS row, developments.seq, developments.id,
        coalesce(heirs.heir, developments.story_id) AS story_id
    FROM store.developments AS developments
    LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
),
first AS (
    SELECT arg_min(row, seq) AS row, story_id
    FROM told
    GROUP BY id, story_id
    HAVING min(seq) > $after
    ORDER BY min(seq), id, story_id
    LIMIT $most
)
SELECT
    developments.* EXCLUDE (story_id, told_at), developments.told_at AS "at", first.story_id,
    coalesce(stories.title, '') AS story_title
FROM first
JOIN store.developments AS developments ON developments.rowid = first.row
LEFT JOIN store.stories AS stories ON stories.id = first.story_id
ORDER BY developments.seq
