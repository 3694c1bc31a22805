-- Where the tables live; the views of schema main are the public contract.
CREATE SCHEMA IF NOT EXISTS store
