-- Feeds, passwords in their addresses masked.
SELECT * REPLACE (regexp_replace(url, '(://[^\s/?#:@]*:)[^\s/?#]*@', '\1***@') AS url)
FROM store.feeds
