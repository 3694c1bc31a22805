-- Channels that were added by page or command; the settings file names others.
CREATE TABLE store.channels (
    name VARCHAR,
    url VARCHAR, -- for Apprise; "" of a webhook
    webhook VARCHAR, -- "" of an Apprise URL
    secret VARCHAR -- that a webhook's body is signed with, or ""
)
