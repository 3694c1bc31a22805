-- Whom articles name, by the time when that was loaded.
SELECT
    attributions.* EXCLUDE (loaded_at), loaded_at AS part_at, rowid AS row,
    hash(attributions) AS row_key
FROM store.attributions AS attributions
