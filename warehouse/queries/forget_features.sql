-- Vectors file: features with other columns than the program now computes are of no use.
DROP TABLE IF EXISTS store.features
