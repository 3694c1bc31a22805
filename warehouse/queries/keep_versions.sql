-- Move the wording that an edit replaces to versions.
INSERT INTO store.versions BY NAME
SELECT *
FROM store.articles
WHERE rowid IN (
    SELECT known.rowid
    FROM store.articles AS known JOIN incoming
        ON incoming.id = known.id AND incoming.version > known.version
)
