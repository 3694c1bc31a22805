-- Delete polls before a time.
DELETE FROM store.polls WHERE polled_at < $before
RETURNING 'polls' AS noun, polls.polled_at AS part_at
