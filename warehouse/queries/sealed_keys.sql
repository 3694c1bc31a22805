-- Keys of the rows of some days in these parts, each with its part, but those that are gone.
INSERT INTO sealed
SELECT row_key, parse_filename(filename) AS part
FROM read_parquet($files, filename = true)
WHERE part_at >= $start AND part_at < $until
    AND row_key NOT IN (SELECT row_key FROM gone WHERE noun = $noun)
