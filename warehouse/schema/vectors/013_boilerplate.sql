-- What outlets were found to say every time, each sentence from an ordinal of the stream on.
CREATE TABLE IF NOT EXISTS store.boilerplate (
    outlet VARCHAR, -- its name, case folded
    sentence UINTEGER, -- hash of its words
    upto BIGINT
)
