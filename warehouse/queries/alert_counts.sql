-- How many developments each track has alerts for since a time.
SELECT track_id, count(DISTINCT development_id) AS developments
FROM store.alerts
WHERE created_at >= $since
GROUP BY track_id
