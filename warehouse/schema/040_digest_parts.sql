-- Digests that take several messages, as they were cut first: a part tried again keeps its number.
CREATE TABLE store.digest_parts (
    alert_id VARCHAR,
    part_id VARCHAR, -- the same for the alerts of one message
    number INTEGER, -- of the part in its digest, from 1
    heading VARCHAR -- as the message has it: "12 developments in 1 story (2/3)"
)
