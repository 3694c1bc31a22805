-- The present state of stories that a batch touched; the last said counts.
INSERT INTO store.stories BY NAME SELECT * FROM incoming
