-- What the last copy held loose of a noun, where there is none of use.
CREATE OR REPLACE TEMP VIEW held AS SELECT * EXCLUDE (row) FROM published_noun WHERE false
