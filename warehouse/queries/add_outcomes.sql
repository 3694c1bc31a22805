-- What became of entries tried for the first time.
INSERT INTO store.outcomes BY NAME
SELECT DISTINCT ON (entry_id) incoming.*
FROM incoming
