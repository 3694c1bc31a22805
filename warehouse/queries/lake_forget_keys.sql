-- The lake no longer shows these rows.
DELETE FROM account.keys AS keys
USING ended
WHERE keys.noun = ended.noun AND keys.month = ended.month AND keys.row_key = ended.row_key
