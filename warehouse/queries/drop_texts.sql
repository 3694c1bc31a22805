-- Let go of the texts of these articles; what else is known of them stays.
UPDATE store.articles SET text = '', source = 'dropped'
WHERE id IN (SELECT article_id FROM incoming)
RETURNING 'articles' AS noun, articles.told_at AS part_at
