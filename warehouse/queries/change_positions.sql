-- How far the warehouse has come: the last ordinal of articles placed, developments and story changes.
SELECT
    coalesce((SELECT max(seq) FROM store.places), -1) AS articles,
    coalesce((SELECT max(seq) FROM store.developments), 0) AS developments,
    coalesce((SELECT max(seq) FROM store.story_changes), 0) AS changes
