-- A decision has an id and may be taken back; the row stays. undone_at NULL: in force.
CREATE OR REPLACE TABLE store.decisions AS
SELECT
    kind, a, b, decided_at,
    left(sha256(concat_ws(' ', kind, a, b, decided_at::VARCHAR)), 16) AS id,
    NULL::TIMESTAMP AS undone_at
FROM store.decisions
ORDER BY decided_at, rowid
