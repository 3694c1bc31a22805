-- How often each of these alerts has been tried.
SELECT alert_id, count(*)::INTEGER AS attempts
FROM store.deliveries
WHERE alert_id IN (FROM ids)
GROUP BY alert_id
