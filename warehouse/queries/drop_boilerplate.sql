-- Vectors file: delete sentences found after an ordinal, which a batch that was never loaded left.
DELETE FROM store.boilerplate WHERE upto > $placed
