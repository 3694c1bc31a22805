"""The page and the JSON API: renderings of `flows.reports`, and forms over `flows.tools`."""
