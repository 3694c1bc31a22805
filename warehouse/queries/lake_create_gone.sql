-- Make the table of a noun's rows that are gone anew, empty.
CREATE OR REPLACE TABLE a_lake.gone.a_noun (row_key UBIGINT, row_since BIGINT)
