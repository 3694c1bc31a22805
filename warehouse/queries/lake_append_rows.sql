-- Append the noted rows of a noun to the lake.
INSERT INTO a_lake.rows.a_noun BY NAME
SELECT
    rows.* EXCLUDE (part_at, row, row_key), appended.row_key, appended.month AS row_month,
    $since AS row_since
FROM keyed_a_noun AS rows
JOIN appended ON appended.noun = 'a_noun' AND appended.row = rows.row::UBIGINT
