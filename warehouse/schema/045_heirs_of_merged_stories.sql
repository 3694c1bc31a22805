-- For the program's own statements: every story with the living one that it is, or became part of.
-- Only merged ones are followed: of a million articles' stories that takes a fifth of the time.
CREATE OR REPLACE VIEW store.heirs AS
WITH RECURSIVE merged AS (
    SELECT id, merged_into FROM store.stories WHERE merged_into <> ''
),
followed AS (
    SELECT id, merged_into AS heir FROM merged
    UNION
    SELECT followed.id, merged.merged_into
    FROM followed JOIN merged ON merged.id = followed.heir
)
SELECT id, id AS heir FROM store.stories WHERE merged_into = ''
UNION ALL
SELECT id, heir
FROM followed
WHERE heir IN (SELECT id FROM store.stories WHERE merged_into = '')
