-- Decisions of the user not yet recorded.
INSERT INTO store.decisions BY NAME
SELECT DISTINCT incoming.*
FROM incoming ANTI JOIN store.decisions AS known USING (kind, a, b)
