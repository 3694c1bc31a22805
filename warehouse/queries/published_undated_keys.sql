-- Keys of the rows without a time.
INSERT INTO present
SELECT row, row_key, '' AS month, part_at FROM published_noun WHERE year(part_at) IS NULL
