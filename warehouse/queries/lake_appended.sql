-- Note the rows of these months of a noun that the lake does not show yet.
INSERT INTO appended
SELECT $noun AS noun, month, row_key, row::UBIGINT AS row
FROM present
WHERE (month, row_key) NOT IN (SELECT (month, row_key) FROM account.keys WHERE noun = $noun)
