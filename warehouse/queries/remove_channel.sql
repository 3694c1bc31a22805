-- Take a channel away; what it was sent stays in the outbox.
DELETE FROM store.channels WHERE name = $name
