-- Channels as the user put them.
INSERT INTO store.channels BY NAME SELECT * FROM incoming
