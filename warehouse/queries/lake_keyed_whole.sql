-- Rows of a noun without a key of its own: equal ones are told apart by counting them.
CREATE OR REPLACE TEMP VIEW keyed_a_noun AS
SELECT
    *, hash(rows, row_number() OVER (PARTITION BY hash(rows))) AS row_key, row_key AS row,
    NULL::TIMESTAMP AS part_at
FROM published_a_noun AS rows
