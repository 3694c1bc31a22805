-- The features set aside have been kept or will be computed again.
DROP TABLE store.features_before
