-- Tracks, with the names or schemes of their channels and never an address.
SELECT
    tracks.* EXCLUDE (ended_at) REPLACE (
        list_transform(channels, lambda channel : split_part(channel, ':', 1)) AS channels
    )
FROM store.tracks AS tracks
