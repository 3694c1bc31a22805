-- How many articles have been placed so far: the next ordinal.
SELECT coalesce(max(seq) + 1, 0) FROM store.places
