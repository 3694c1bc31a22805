-- The last cycles, the newest first: as they were written, since a clock that was ahead for an hour would
-- else have its cycles called the newest for years.
SELECT * FROM store.cycles ORDER BY rowid DESC LIMIT $most
