-- End the snapshots from before a time; the newest stays.
CALL ducklake_expire_snapshots('a_lake', older_than => $before)
