-- The last snapshot whose cycle's id begins so.
SELECT max(snapshot_id) AS snapshot
FROM a_lake.snapshots()
WHERE commit_message LIKE 'cycle ' || $cycle
