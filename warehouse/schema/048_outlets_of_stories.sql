-- How many outlets tell it.
ALTER TABLE store.stories ADD COLUMN n_outlets INTEGER DEFAULT 0
