-- Keys of the rows in these parts, which are of rows without a time, but those that are gone.
INSERT INTO sealed
SELECT row_key, parse_filename(filename) AS part
FROM read_parquet($files, filename = true)
WHERE row_key NOT IN (SELECT row_key FROM gone WHERE noun = $noun)
