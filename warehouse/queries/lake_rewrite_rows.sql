-- Write the rows of a noun anew, without those that are gone.
CREATE OR REPLACE TABLE a_lake.rows.a_noun AS
FROM a_lake.rows.a_noun AS rows
WHERE NOT EXISTS (
    FROM a_lake.gone.a_noun AS gone
    WHERE gone.row_key = rows.row_key AND gone.row_since > rows.row_since
)
