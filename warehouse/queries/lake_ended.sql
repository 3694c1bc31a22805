-- Note the rows of these months of a noun that the lake shows still.
INSERT INTO ended
SELECT noun, month, row_key
FROM account.keys
WHERE noun = $noun AND month IN (SELECT unnest($months))
    AND (month, row_key) NOT IN (SELECT (month, row_key) FROM present)
