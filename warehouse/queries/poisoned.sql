-- Those of the entries that this version of the program has failed on.
SELECT DISTINCT entry_id
FROM store.failures
WHERE entry_id IN (FROM ids)
    AND reason = 'poison'
    AND starts_with(detail, 'newsthread ' || $version || ': ')
