-- Make room for copies found anew.
DELETE FROM store.copies WHERE article_id IN (SELECT article_id FROM incoming)
