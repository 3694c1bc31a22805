-- Vectors file: means frozen while a batch was placed.
INSERT INTO store.language_means BY NAME SELECT incoming.* FROM incoming
