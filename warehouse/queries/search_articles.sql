-- These articles as the index takes them.
SELECT
    id, md5_number_lower(id || ':' || version || if(source = 'dropped', '-', '')) AS key,
    epoch(told_at)::BIGINT AS at, outlet, lang, url, title,
    CASE WHEN text = '' THEN summary ELSE text END AS text
FROM store.articles
WHERE rowid IN (SELECT rowid FROM store.articles WHERE id IN (FROM ids))
