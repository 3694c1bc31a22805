"""What is remembered and shown: a folder with three DuckDB files, two folders.

    news.duckdb      everything but vectors; one process at a time, for milliseconds at a time
    vectors.duckdb   vectors, features and sentences; written just before the batch they serve
    public.duckdb    the published copy: the views of `views/`, for any reader at any time
    public/          its settled rows, Parquet parts that the views read
    search/          the search index, derived

    warehouse.py     class Warehouse: the nouns below, and load, publish, together
    feeds.py         feeds and their entries: what to poll, what is known, what to fetch
    articles.py      articles by id; which of those just read are new or edited
    stories.py       stories, members, timelines, developments, merges and splits, decisions
    tracks.py        tracks, what they follow, what they were alerted to
    window.py        the window that placing reads, its vectors, the histories of stories
    outbox.py        alerts due, handed over, marked
    retention.py     what is deleted, and when
    sql.py           anyone's SQL over the published copy

    store.py         the one connection keeper: opening, turns, transactions, queries by name
    batch.py         what one load takes; loading.py writes it, vectors.py to the second file
    publishing.py    the read-only copy; parts.py its Parquet parts, published_state.py its account,
                     published_sums.py what has changed since
    search/          the index: words, meaning, both
    lake/            the same in a DuckLake, for readers on other machines
    backup.py        backup and restore; parquet_export.py the views as files; dictionary.py docs/
    integrity.py     whether the files can be read whole and hold together; repair.py mends
    migrations.py    numbered statements of `schema/`, once each; views when they change
    rows.py          records to Arrow tables and back; column_bytes.py packs lists of numbers
    errors.py        WarehouseError, Busy, Full

`schema/` holds numbered migrations, `queries/` the program's statements, `published/` what is
published of each noun, `views/` the analyst's contract. Names in `queries/`: `add_*` appends what
is not there yet, `drop_*` makes room for rows that replace others, `update_*` changes rows in
place, `archive_*` keeps a past state, `delete_*` is retention, `check_*` selects what should not
be; a noun is what it selects. Times are TIMESTAMP in UTC: every client reads them without time zone
extensions.
"""
