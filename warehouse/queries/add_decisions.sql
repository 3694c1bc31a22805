-- Decisions of the user that are not in force yet, each under the id made of what it says and when.
INSERT INTO store.decisions BY NAME
SELECT DISTINCT incoming.* REPLACE (
    left(sha256(concat_ws(' ', kind, a, b, decided_at::VARCHAR)), 16) AS id
)
FROM incoming ANTI JOIN (FROM store.decisions WHERE undone_at IS NULL) AS known USING (kind, a, b)
