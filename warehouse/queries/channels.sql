-- The channels that were added, by name.
SELECT * FROM store.channels ORDER BY name
