-- Copy the rows of a noun.
CREATE TABLE target.store.a_noun AS FROM source.store.a_noun
