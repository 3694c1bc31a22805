-- Delete polls before a time.
DELETE FROM store.polls WHERE polled_at < $before
