-- Rows to append, by noun: none yet.
CREATE OR REPLACE TEMP TABLE appended (noun VARCHAR, month VARCHAR, row_key UBIGINT, row UBIGINT)
