-- Gaps of feeds.
FROM store.gaps
