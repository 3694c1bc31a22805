-- Keys of the rows of a month.
INSERT INTO present
SELECT row, row_key, $month AS month, part_at
FROM published_noun
WHERE part_at >= $start AND part_at < $until
