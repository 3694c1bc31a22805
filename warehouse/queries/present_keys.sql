-- Keys of the rows of some days.
INSERT INTO present
SELECT row, row_key, part_at FROM published_noun WHERE part_at >= $start AND part_at < $until
