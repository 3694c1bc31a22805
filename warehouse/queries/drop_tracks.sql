-- Delete the rows of tracks that come in a new state.
DELETE FROM store.tracks WHERE id IN (SELECT id FROM incoming)
