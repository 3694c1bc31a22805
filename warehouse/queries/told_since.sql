-- How many developments each wish has been told since a time.
SELECT track_id, count(DISTINCT development_id) AS developments
FROM store.alerts
WHERE created_at >= $since
GROUP BY track_id
