-- How many rows of a noun the lake holds, and how many of them are gone.
SELECT
    (SELECT count(*) FROM a_lake.rows.a_noun) AS rows,
    (SELECT count(*) FROM a_lake.gone.a_noun) AS gone
