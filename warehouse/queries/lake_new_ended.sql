-- Rows that are gone, by noun: none yet.
CREATE OR REPLACE TEMP TABLE ended (noun VARCHAR, month VARCHAR, row_key UBIGINT)
