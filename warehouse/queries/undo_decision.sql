-- Take a decision back: it no longer holds.
UPDATE store.decisions SET undone_at = $now WHERE id = $id AND undone_at IS NULL
