-- The part is no more.
DELETE FROM gone WHERE noun = $noun AND part = $part
