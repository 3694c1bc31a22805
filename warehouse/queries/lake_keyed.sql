-- Rows of a noun with their keys.
CREATE OR REPLACE TEMP VIEW keyed_a_noun AS FROM published_a_noun
