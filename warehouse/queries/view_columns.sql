-- The columns of everybody's views with their comments.
SELECT
    columns.table_name, coalesce(views.comment, '') AS comment, columns.column_name,
    columns.data_type, coalesce(columns.comment, '') AS meaning
FROM duckdb_columns() AS columns
JOIN duckdb_views() AS views
    ON views.view_name = columns.table_name AND views.schema_name = columns.schema_name
        AND views.database_name = columns.database_name
WHERE columns.schema_name = 'main' AND NOT columns.internal
    AND columns.database_name = current_database()
ORDER BY columns.table_name, columns.column_index
