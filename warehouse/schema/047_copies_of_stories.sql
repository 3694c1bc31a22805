-- How many of its articles copy another's text: counted where it changes, not by every reader.
ALTER TABLE store.stories ADD COLUMN n_copies INTEGER DEFAULT 0
