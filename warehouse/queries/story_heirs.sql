-- Each of these stories with the living one that it is now part of.
WITH RECURSIVE heirs AS (
    SELECT id, id AS heir FROM store.stories WHERE merged_into = ''
    UNION ALL
    SELECT stories.id, heirs.heir
    FROM store.stories AS stories JOIN heirs ON stories.merged_into = heirs.id
)
SELECT id, heir FROM heirs WHERE id IN (FROM ids) ORDER BY id
