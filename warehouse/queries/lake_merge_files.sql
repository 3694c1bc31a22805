-- Put small files together; snapshots stay as they are.
CALL a_lake.merge_adjacent_files()
