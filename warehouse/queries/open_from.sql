-- From when on rows are compared by days: two weeks before the last cycle, of which nearly all that
-- changes is.
SELECT date_trunc('day', max(started_at)) - INTERVAL 14 DAY AS open_from FROM store.cycles
