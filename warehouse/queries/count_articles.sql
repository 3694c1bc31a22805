-- How many articles there are.
SELECT count(*) AS n FROM store.articles
