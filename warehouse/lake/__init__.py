"""The warehouse's rows in a DuckLake, for readers on other machines.

    address.py      `ducklake:sqlite:PATH` and `ducklake:postgres:DSN`; opening them
    publishing.py   what changed since the last cycle, appended as one snapshot
    account.py      which rows the lake holds: a file beside the warehouse, derived
    compaction.py   few large files in place of many small ones, and the end of old snapshots
    copying.py      all rows from a published copy or a lake into another, with checksums

A lake is appended to and nothing else: a row that changed is written again and its old reading
listed as gone, so that there are no delete files to rewrite. Rows stand in `rows.NOUN`, those gone
in `gone.NOUN`; `store.NOUN` shows what is left, and everybody's views stand over that.
"""
