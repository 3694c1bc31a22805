-- Those without a time that are there no more.
DELETE FROM loose
WHERE (part_at IS NULL OR NOT isfinite(part_at)) AND row_key NOT IN (SELECT row_key FROM present)
