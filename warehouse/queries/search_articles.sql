-- These articles as the index takes them: a fraction of a second is cut, so that each is in its month.
SELECT
    id, md5_number_lower(id || ':' || version || if(source = 'dropped', '-', '')) AS key,
    epoch_us(told_at) // 1_000_000 AS at, outlet, lang, url, title,
    CASE WHEN text = '' THEN summary ELSE text END AS text
FROM store.articles
WHERE rowid IN (SELECT rowid FROM store.articles WHERE id IN (FROM ids))
