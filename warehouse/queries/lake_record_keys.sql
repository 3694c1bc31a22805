-- The lake shows these rows now.
INSERT INTO account.keys SELECT noun, month, row_key FROM appended
