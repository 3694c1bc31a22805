-- Those of some days that are there no more.
DELETE FROM loose
WHERE part_at >= $start AND part_at < $until AND row_key NOT IN (SELECT row_key FROM present)
