-- Keys of the rows in these parts, each with its part, but those that are gone.
CREATE OR REPLACE TEMP TABLE sealed AS
SELECT row_key, parse_filename(filename) AS part
FROM read_parquet($files, filename = true)
WHERE row_key NOT IN (SELECT row_key FROM gone WHERE noun = $noun)
