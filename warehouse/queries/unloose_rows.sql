-- Those are in a part now.
DELETE FROM loose WHERE row_key IN (SELECT row_key FROM sealing)
