-- Delete the feed's own HTML of entries whose outcome is settled: their articles hold the text.
UPDATE store.entries SET content = ''
WHERE content <> '' AND id IN (SELECT entry_id FROM store.outcomes WHERE retry_at IS NULL)
RETURNING 'entries' AS noun, entries.first_seen_at AS part_at
