-- Rows of a noun in a place, and the sum of their hashes over all columns in any order.
SELECT count(*) AS n, coalesce(sum(hash(rows)::HUGEINT), 0)::VARCHAR AS checksum
FROM a_place.store.a_noun AS rows
