-- Remember which state of the views folder was applied.
INSERT INTO store.view_version VALUES ($sha256, $now)
