-- These articles have left the window for good.
UPDATE store.places SET held = false, kept = false
WHERE held AND article_id IN (SELECT article_id FROM incoming)
