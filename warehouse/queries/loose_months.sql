-- Months of the rows that are in no part, with how many each has, the oldest first.
SELECT month, count(*) AS n FROM loose GROUP BY month ORDER BY month
