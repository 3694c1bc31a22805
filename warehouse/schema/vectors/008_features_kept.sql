-- Keep the features that have every column; those of an older program are computed again when the
-- window is next read.
INSERT INTO store.features BY NAME
SELECT
    article_id, terms_uint32, title_tf_uint8, lead_tf_uint8, body_tf_uint8, zipf_uint8, names_uint32,
    name_tf_uint8, figures_uint32, days_uint32, keys_uint32, shingles_uint32,
    labels::VARCHAR[] AS labels, agency::VARCHAR[] AS agency, links_int64, link_p_float, norms_float
FROM (FROM store.features UNION ALL BY NAME FROM store.features_before)
WHERE terms_uint32 IS NOT NULL AND title_tf_uint8 IS NOT NULL AND lead_tf_uint8 IS NOT NULL
    AND body_tf_uint8 IS NOT NULL AND zipf_uint8 IS NOT NULL AND names_uint32 IS NOT NULL
    AND name_tf_uint8 IS NOT NULL AND figures_uint32 IS NOT NULL AND days_uint32 IS NOT NULL
    AND keys_uint32 IS NOT NULL AND shingles_uint32 IS NOT NULL AND labels IS NOT NULL
    AND agency IS NOT NULL AND links_int64 IS NOT NULL AND link_p_float IS NOT NULL
    AND norms_float IS NOT NULL
