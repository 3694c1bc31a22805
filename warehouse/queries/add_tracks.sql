-- Tracks as the user last put them.
INSERT INTO store.tracks BY NAME SELECT DISTINCT ON (id) incoming.* FROM incoming
