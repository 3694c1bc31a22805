-- The rows of a table, put in for table_name, and a checksum over all their columns in any order.
SELECT count(*) AS n, coalesce(sum(hash(rows)::HUGEINT), 0) AS checksum FROM store.table_name AS rows
