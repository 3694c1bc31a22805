-- Articles told in a time, with the keys of their present wordings.
SELECT id, md5_number_lower(id || ':' || version || if(source = 'dropped', '-', '')) AS key
FROM store.articles
WHERE told_at >= $start AND told_at < $end
