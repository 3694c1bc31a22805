-- Unsubscribe; what the feeds brought stays.
DELETE FROM store.feeds WHERE id IN (FROM ids) OR url IN (FROM ids)
