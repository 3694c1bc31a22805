-- Delete all revisions but the last of each noun and month, which says all that they do.
DELETE FROM store.revisions
WHERE rowid NOT IN (SELECT arg_max(rowid, seq) FROM store.revisions GROUP BY noun, month)
