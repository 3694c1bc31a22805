-- What an imported line calls its article; '' for articles that feeds brought.
ALTER TABLE store.articles ADD COLUMN external_id VARCHAR DEFAULT ''
