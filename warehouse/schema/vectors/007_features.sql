-- What the same-story score reads of each article. Lists of numbers are kept as the bytes of the type
-- in the column's name.
CREATE TABLE store.features (
    article_id VARCHAR,
    terms_uint32 BLOB,
    title_tf_uint8 BLOB,
    lead_tf_uint8 BLOB,
    body_tf_uint8 BLOB,
    zipf_uint8 BLOB,
    names_uint32 BLOB,
    name_tf_uint8 BLOB,
    figures_uint32 BLOB,
    days_uint32 BLOB,
    keys_uint32 BLOB,
    shingles_uint32 BLOB,
    labels VARCHAR[],
    agency VARCHAR[],
    links_int64 BLOB,
    link_p_float BLOB,
    norms_float BLOB
)
