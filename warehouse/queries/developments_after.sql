-- Developments that became known after an ordinal, each under its present story. A fact that two
-- stories told before they became one counts where it became known first.
SELECT
    developments.* EXCLUDE (story_id, told_at), developments.told_at AS "at",
    coalesce(heirs.heir, developments.story_id) AS story_id, coalesce(stories.title, '') AS story_title
FROM store.developments AS developments
LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
LEFT JOIN store.stories AS stories ON stories.id = coalesce(heirs.heir, developments.story_id)
WHERE developments.seq > $after
QUALIFY row_number() OVER (
    PARTITION BY developments.id, coalesce(heirs.heir, developments.story_id)
    ORDER BY developments.seq
) = 1 AND NOT EXISTS (
    FROM store.developments AS before
    LEFT JOIN store.heirs AS before_heirs ON before_heirs.id = before.story_id
    WHERE before.id = developments.id AND before.seq <= $after
        AND coalesce(before_heirs.heir, before.story_id)
            = coalesce(heirs.heir, developments.story_id)
)
ORDER BY developments.seq
LIMIT $most
