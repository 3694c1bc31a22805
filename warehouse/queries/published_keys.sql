-- Keys of the rows of these months.
CREATE OR REPLACE TEMP TABLE present AS
SELECT row, row_key, coalesce(strftime(part_at, '%Y-%m'), '') AS month, part_at
FROM published_noun
WHERE coalesce(strftime(part_at, '%Y-%m'), '') IN (SELECT unnest($months))
