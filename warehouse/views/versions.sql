-- Every wording of every article, edited ones included.
CREATE OR REPLACE VIEW versions AS
SELECT id, version, title, text, summary, published_at, first_seen_at, true AS present
FROM store.articles
UNION ALL
SELECT id, version, title, text, summary, published_at, first_seen_at, false
FROM store.versions;

COMMENT ON VIEW versions IS 'Every wording of every article, edited ones included.';
COMMENT ON COLUMN versions.id IS 'Id of the article';
COMMENT ON COLUMN versions.version IS 'Number of the wording, from 1';
COMMENT ON COLUMN versions.title IS 'Title';
COMMENT ON COLUMN versions.text IS 'Text';
COMMENT ON COLUMN versions.summary IS 'Summary';
COMMENT ON COLUMN versions.published_at IS 'When published, as this wording said (UTC)';
COMMENT ON COLUMN versions.first_seen_at IS 'When this wording was first seen (UTC)';
COMMENT ON COLUMN versions.present IS 'It is how the article now reads';
