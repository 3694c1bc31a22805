-- How many articles moved at this moment.
SELECT count(*) AS moved FROM store.past_memberships WHERE until = $now
