-- Where the tables live.
CREATE SCHEMA IF NOT EXISTS store
