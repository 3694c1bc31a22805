-- Keys of the rows without a time.
INSERT INTO present
SELECT row, row_key, part_at FROM published_noun WHERE part_at IS NULL OR NOT isfinite(part_at)
