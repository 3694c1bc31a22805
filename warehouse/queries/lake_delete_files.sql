-- Delete files that no snapshot has named since a time.
CALL ducklake_cleanup_old_files('a_lake', older_than => $before)
