-- Each development's ordinal in the order it became known: what a reader's cursor counts by.
CREATE OR REPLACE TABLE store.developments AS
SELECT *, row_number() OVER (ORDER BY rowid) AS seq FROM store.developments ORDER BY rowid
