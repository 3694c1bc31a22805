"""What is remembered and shown: a folder with three DuckDB files.

    news.duckdb      everything but vectors; one process at a time, for milliseconds at a time
    vectors.duckdb   vectors, features and told sentences; written just before the batch they serve
    public.duckdb    the published copy: the views of `views/`, for any reader at any time

    warehouse.py     class Warehouse: the sum of those below, a method per file of `queries/`
    batch.py         what one load takes; loading.py writes it in one transaction
    reading.py       the window, and what stories have told; packing.py makes features quick
    feeds.py         feeds and entries: what to poll, what is known, what to fetch
    stories.py       stories, timelines, decisions, tracks; following.py which track follows what
    outbox.py        alerts due, handed over, marked
    showing.py       alerts, health, cycles as lists; asking.py answers strangers' SQL
    publishing.py    the read-only copy; keeping.py retention, and a re-threading adopted
    store.py         opening, turns, one short transaction; migrations.py, rows.py, errors.py

`schema/` holds numbered migrations, `queries/` the program's questions, `views/` the analyst's
contract. Times are TIMESTAMP in UTC: every client reads them without time zone extensions.
"""
