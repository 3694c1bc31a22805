-- Which state of the views folder the file has.
SELECT sha256 FROM store.view_version ORDER BY applied_at DESC, rowid DESC LIMIT 1
