-- One story; of one that was merged away, the one that it is now part of.
SELECT stories.*
FROM store.stories AS stories
WHERE stories.id IN (SELECT heir FROM store.heirs WHERE id = $id)
