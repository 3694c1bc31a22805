-- Vectors file: delete means frozen after an ordinal, which a batch that was never loaded has left.
DELETE FROM store.language_means WHERE sha256 = $sha256 AND upto > $placed
