-- Read from the lake itself which rows of a noun it shows.
INSERT INTO account.keys
SELECT $noun AS noun, row_month, row_key
FROM a_lake.rows.a_noun AS rows
WHERE NOT EXISTS (
    FROM a_lake.gone.a_noun AS gone
    WHERE gone.row_key = rows.row_key AND gone.row_since > rows.row_since
)
