-- Memberships of new articles, and of those that moved.
INSERT INTO store.memberships BY NAME
SELECT incoming.*
FROM incoming ANTI JOIN store.memberships AS known USING (article_id)
