-- Add the versions that edits replace to the past ones.
INSERT INTO store.versions BY NAME
SELECT *
FROM store.articles
WHERE rowid IN (
    SELECT known.rowid
    FROM store.articles AS known JOIN incoming
        ON incoming.id = known.id AND incoming.version > known.version
)
