-- How many articles have been placed so far, which is the next ordinal.
SELECT coalesce(max(seq) + 1, 0) AS placed FROM store.places
