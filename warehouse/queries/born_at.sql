-- When the warehouse was made: what tells it from every other.
SELECT min(applied_at)::VARCHAR AS born_at FROM store.schema_version
