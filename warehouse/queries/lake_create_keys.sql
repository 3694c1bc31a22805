-- Keys of the rows that the lake shows, by noun and month.
CREATE TABLE IF NOT EXISTS account.keys (noun VARCHAR, month VARCHAR, row_key UBIGINT)
