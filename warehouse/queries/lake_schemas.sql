-- Schemas of a lake.
SELECT schema_name FROM duckdb_schemas() WHERE database_name = $lake
