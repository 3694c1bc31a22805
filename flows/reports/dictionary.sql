-- Every view of the published copy with its columns, their types and what they hold.
SELECT views.view_name, views.comment, columns.column_name, columns.data_type, columns.comment AS holds
FROM duckdb_views() AS views
JOIN duckdb_columns() AS columns
    ON columns.table_name = views.view_name AND columns.schema_name = views.schema_name
WHERE NOT views.internal AND views.schema_name = 'main'
ORDER BY views.view_name, columns.column_index
