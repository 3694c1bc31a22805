-- Vectors file: delete features whose columns are not those that the program computes now.
DROP TABLE IF EXISTS store.features
