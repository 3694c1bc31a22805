-- Let go of the texts of earlier wordings seen before a time, of articles whose own texts went, but for
-- those that developments quote.
UPDATE store.versions AS versions SET text = '', source = 'dropped'
WHERE first_seen_at < $before AND source <> 'dropped'
    AND id IN (SELECT id FROM store.articles WHERE source = 'dropped')
    AND NOT EXISTS (
        SELECT 1
        FROM store.developments AS developments
        WHERE developments.article_id = versions.id AND developments.version = versions.version
    )
RETURNING 'versions' AS noun, versions.first_seen_at AS part_at
