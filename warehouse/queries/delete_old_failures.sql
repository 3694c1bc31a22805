-- Delete failures before a time; what became of each entry is kept in outcomes.
DELETE FROM store.failures WHERE failed_at < $before
RETURNING 'failures' AS noun, failures.failed_at AS part_at
