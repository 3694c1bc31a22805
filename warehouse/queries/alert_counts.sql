-- How many developments each track has alerts for between two times: later ones are of a clock that was
-- ahead, and would take up every day's budget for years.
SELECT track_id, count(DISTINCT development_id) AS developments
FROM store.alerts
WHERE created_at BETWEEN $since AND $until
GROUP BY track_id
