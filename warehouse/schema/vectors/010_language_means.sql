-- What the articles of a stream before an ordinal add up to, by language and encoder: the means taken
-- off vectors before they are compared. Lists of numbers are kept as the bytes of the type in the
-- column's name.
CREATE TABLE IF NOT EXISTS store.language_means (
    sha256 VARCHAR,
    lang VARCHAR,
    upto BIGINT,
    counts_int64 BLOB, -- articles with a title, and with a lead that is not the title
    sums_int64 BLOB -- of their halves, in parts of 1/2048
)
