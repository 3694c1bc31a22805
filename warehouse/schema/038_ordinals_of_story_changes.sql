-- Each merge's and split's ordinal in the order it became known.
CREATE OR REPLACE TABLE store.story_changes AS
SELECT *, row_number() OVER (ORDER BY rowid) AS seq FROM store.story_changes ORDER BY rowid
