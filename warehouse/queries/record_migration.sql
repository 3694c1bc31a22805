-- Remember that a migration was applied.
INSERT INTO store.schema_version VALUES ($number, $name, $now)
