-- Each placed article's ordinal in the whole stream.
SELECT article_id, seq FROM store.places
