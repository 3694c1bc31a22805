-- No row yet of a noun: its keys are read from time to time, which leaves the rest unread.
CREATE OR REPLACE TEMP TABLE present AS SELECT row, row_key, part_at FROM published_noun WHERE false
