-- All of them.
SELECT * FROM store.past_memberships
