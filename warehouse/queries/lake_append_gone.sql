-- Append to the lake which rows of a noun are gone.
INSERT INTO a_lake.gone.a_noun BY NAME
SELECT row_key, $since AS row_since FROM ended WHERE noun = 'a_noun'
