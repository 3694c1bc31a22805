-- Vectors file: sentences found while a batch was placed.
INSERT INTO store.boilerplate BY NAME SELECT incoming.* FROM incoming
