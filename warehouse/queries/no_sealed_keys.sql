-- No part holds a row of the months.
CREATE OR REPLACE TEMP TABLE sealed (row_key UBIGINT, part VARCHAR)
