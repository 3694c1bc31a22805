-- Set aside features whose column types were taken from the first rows stored: where those rows
-- credited no agency, `agency` had become a list of numbers.
ALTER TABLE store.features RENAME TO features_before
