-- What the last copy held loose of a noun.
CREATE OR REPLACE TEMP VIEW held AS FROM before.rows.noun_name
