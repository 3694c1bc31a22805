-- Unsubscribe; what the feeds brought stays.
DELETE FROM store.feeds WHERE id IN (SELECT unnest($ids::VARCHAR[])) OR url IN (SELECT unnest($ids::VARCHAR[]))
