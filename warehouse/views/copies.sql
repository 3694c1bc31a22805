-- Articles whose text is another's, with the share of text in common.
CREATE OR REPLACE VIEW copies AS
SELECT
    copies.article_id, copies.original_id, copies.kind, copies.share, copies.share_back, copies.agency,
    articles.outlet, originals.outlet AS original_outlet
FROM store.copies AS copies
LEFT JOIN store.articles AS articles ON articles.id = copies.article_id
LEFT JOIN store.articles AS originals ON originals.id = copies.original_id;

COMMENT ON VIEW copies IS 'Articles whose text is another''s, with the share of text in common.';
COMMENT ON COLUMN copies.article_id IS 'The copy';
COMMENT ON COLUMN copies.original_id IS 'The article whose text it is: of what was known, the earliest that shares most';
COMMENT ON COLUMN copies.kind IS 'exact, near or contained';
COMMENT ON COLUMN copies.share IS 'Share of the copy''s four-word runs found in the original, 0 to 1';
COMMENT ON COLUMN copies.share_back IS 'Share of the original''s four-word runs found in the copy, 0 to 1';
COMMENT ON COLUMN copies.agency IS 'News agency credited in either; empty: none';
COMMENT ON COLUMN copies.outlet IS 'Who published the copy';
COMMENT ON COLUMN copies.original_outlet IS 'Who published the original';
