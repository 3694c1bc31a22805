-- Nouns whose rows the source of a copy holds.
SELECT DISTINCT table_name
FROM information_schema.tables
WHERE table_catalog = 'source' AND table_schema = 'store' AND table_name != 'heirs'
ORDER BY table_name
