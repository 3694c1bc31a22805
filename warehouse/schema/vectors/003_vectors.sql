-- Embeddings: title half and lead half on end, each of norm 1; never compared across models.
CREATE TABLE store.vectors (
    article_id VARCHAR,
    model VARCHAR,
    sha256 VARCHAR,
    vector FLOAT[768]
)
