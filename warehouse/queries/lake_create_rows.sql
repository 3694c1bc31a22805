-- Make the table of a noun's rows anew, empty.
CREATE OR REPLACE TABLE a_lake.rows.a_noun AS
SELECT * EXCLUDE (part_at, row, row_key), row_key::UBIGINT AS row_key, '' AS row_month,
    0::BIGINT AS row_since
FROM keyed_a_noun
LIMIT 0
