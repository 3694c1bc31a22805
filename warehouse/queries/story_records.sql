-- These stories as they stand, also those that were merged away.
SELECT * FROM store.stories WHERE id IN (FROM ids) ORDER BY id
