-- Move the wording that an edit replaces to versions.
INSERT INTO store.versions BY NAME
SELECT known.*
FROM store.articles AS known SEMI JOIN incoming
    ON incoming.id = known.id AND incoming.version > known.version
