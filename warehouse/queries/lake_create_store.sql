-- The rows of a noun that are not gone, under the name that everybody's views read.
CREATE OR REPLACE VIEW a_lake.store.a_noun AS
SELECT * EXCLUDE (row_key, row_month, row_since)
FROM rows.a_noun AS rows
WHERE NOT EXISTS (
    FROM gone.a_noun AS gone
    WHERE gone.row_key = rows.row_key AND gone.row_since > rows.row_since
)
