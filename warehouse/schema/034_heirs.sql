-- For the program's own statements: every story with the living one that it is, or became part of.
CREATE VIEW store.heirs AS
WITH RECURSIVE heirs AS (
    SELECT id, id AS heir FROM store.stories WHERE merged_into = ''
    UNION
    SELECT stories.id, heirs.heir
    FROM store.stories AS stories JOIN heirs ON stories.merged_into = heirs.id
)
SELECT id, heir FROM heirs
