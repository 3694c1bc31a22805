-- What a part holds that takes the place of others.
SELECT rows.*
FROM read_parquet($files) AS rows
WHERE rows.row_key NOT IN (SELECT row_key FROM gone WHERE noun = $noun)
