-- The new state of a cycle.
INSERT INTO store.cycles BY NAME SELECT * FROM incoming
