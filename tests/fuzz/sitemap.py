"""News sitemaps: the same entrance as feeds."""

from __future__ import annotations

from tests.fuzz import feed, seeds

KIND = "xml"
SEEDS = seeds.sitemap_seeds
DEADLINE_S = feed.DEADLINE_S
check = feed.check
