-- Vectors file: the means of one encoder's vectors.
SELECT lang, upto, counts_int64, sums_int64 FROM store.language_means WHERE sha256 = $sha256
