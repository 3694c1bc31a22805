-- How many rows of a noun are settled, and the sum of their times: what is added, taken away or put at
-- another time shows in these, and costs a tenth of what the keys do.
SELECT '' AS period, count(*) AS n, coalesce(sum(epoch_us(part_at)), 0)::VARCHAR AS times
FROM published_noun
WHERE part_at < $open_from AND part_at > '-infinity'
