-- These articles stay beyond the time window, as representatives of their story.
UPDATE store.places SET held = true, kept = true
WHERE NOT kept AND article_id IN (SELECT article_id FROM incoming)
