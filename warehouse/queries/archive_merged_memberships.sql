-- Record the memberships that end because their story was merged, but for those that come anew.
INSERT INTO store.past_memberships BY NAME
SELECT known.*, $now AS until
FROM store.memberships AS known
ANTI JOIN incoming USING (article_id)
SEMI JOIN merged ON merged.ended = known.story_id
