-- One story that lives.
SELECT * FROM store.stories WHERE id = $id AND merged_into = ''
