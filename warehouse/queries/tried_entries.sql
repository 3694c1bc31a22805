-- Those of these entries that were tried before.
SELECT entry_id FROM store.outcomes WHERE entry_id IN (FROM ids)
