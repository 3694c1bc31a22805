-- Which sentences stand at the ends of a text; of articles placed before this, none are known.
ALTER TABLE store.features
ADD COLUMN IF NOT EXISTS ends_uint32 BLOB DEFAULT ''::BLOB
