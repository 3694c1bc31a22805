-- Vectors file: the columns that features were stored with.
SELECT column_name FROM duckdb_columns() WHERE schema_name = 'store' AND table_name = 'features'
