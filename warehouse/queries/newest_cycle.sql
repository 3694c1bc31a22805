-- The cycle written last, whatever its clock said.
SELECT id FROM store.cycles ORDER BY rowid DESC LIMIT 1
