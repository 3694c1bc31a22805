-- Note which months a statement has changed rows in.
INSERT INTO store.revisions
SELECT *, (SELECT coalesce(max(seq), 0) + 1 FROM store.revisions) AS seq
FROM (SELECT DISTINCT noun, date_trunc('month', part_at)::DATE AS month FROM revised)
