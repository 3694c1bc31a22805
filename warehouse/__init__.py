"""What is remembered and shown: a folder with three DuckDB files.

news.duckdb      everything but vectors; one process at a time, for milliseconds at a time
vectors.duckdb   vectors, features and told sentences; written just before the batch they serve
public.duckdb    the published copy: the views of `views/`, for any reader at any time

warehouse.py     class Warehouse: one method per file of `queries/`
store.py         opening, locking, one short transaction; migrations.py brings files up to date
rows.py          records to Arrow tables and back
batch.py         what one load takes; loading.py writes it in one transaction
publishing.py    the read-only copy; asking.py answers strangers' SQL from it
"""
