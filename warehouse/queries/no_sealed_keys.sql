-- No row yet that is in a part.
CREATE OR REPLACE TEMP TABLE sealed (row_key UBIGINT, part VARCHAR)
