-- Delete files that a killed writer left before a time.
CALL ducklake_delete_orphaned_files('a_lake', older_than => $before)
