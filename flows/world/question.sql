-- Which stories rest on the most independent texts, copies not counted?
SELECT title, n_articles FROM store.stories ORDER BY n_articles DESC LIMIT 5
