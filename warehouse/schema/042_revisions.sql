-- Which months rows were changed in or taken from, by noun, in the order it was done: what a
-- publishing looks at again. One whose number and times stay the same would show by nothing else.
CREATE TABLE store.revisions (
    noun VARCHAR,
    month DATE, -- its first day; null: of a row without a time
    seq BIGINT -- the same for all that one statement changed
)
