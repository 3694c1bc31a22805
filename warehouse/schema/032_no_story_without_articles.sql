-- Delete the stories that never had an article, and name nobody they went into.
DELETE FROM store.stories
WHERE n_articles = 0 AND (
    merged_into = '' OR merged_into = id OR merged_into NOT IN (SELECT id FROM store.stories)
)
