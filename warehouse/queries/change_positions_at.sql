-- How far the warehouse had come at a time, by when articles were first seen and cycles began.
SELECT
    coalesce((
        SELECT max(places.seq)
        FROM store.places AS places JOIN store.memberships AS memberships USING (article_id)
        WHERE memberships.since <= $at
    ), -1) AS articles,
    coalesce((
        SELECT max(developments.seq)
        FROM store.developments AS developments
        LEFT JOIN store.cycles AS cycles ON cycles.id = developments.cycle_id
        WHERE coalesce(cycles.started_at, developments.told_at) <= $at
    ), 0) AS developments,
    coalesce(
        (SELECT max(seq) FROM store.story_changes WHERE changed_at <= $at), 0
    ) AS changes
