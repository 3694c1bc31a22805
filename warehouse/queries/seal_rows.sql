-- Mark the oldest rows of a month, to be written into a part.
CREATE OR REPLACE TEMP TABLE sealing AS
SELECT row, row_key FROM loose WHERE month = $month ORDER BY part_at, row LIMIT $most
