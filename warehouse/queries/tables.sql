-- The tables of a file that hold rows of ours.
SELECT table_name AS name
FROM duckdb_tables()
WHERE schema_name = 'store' AND database_name = current_database()
ORDER BY table_name
