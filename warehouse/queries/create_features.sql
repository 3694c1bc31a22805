-- Vectors file: a table with the columns that features have today.
CREATE TABLE IF NOT EXISTS store.features AS SELECT * FROM incoming LIMIT 0
