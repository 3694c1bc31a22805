-- Record the memberships that end because their article moves.
INSERT INTO store.past_memberships BY NAME
SELECT known.*, $now AS until
FROM store.memberships AS known SEMI JOIN incoming
    ON incoming.article_id = known.article_id AND incoming.story_id <> known.story_id
