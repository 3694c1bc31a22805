-- Make room for the present state of stories that a batch touched.
DELETE FROM store.stories WHERE id IN (SELECT id FROM incoming)
