"""Ids as a person types them: see `flows.tools.ids`."""

from __future__ import annotations

from flows.tools.ids import LEAST, find_article_id, find_id, find_story_id

__all__ = ["LEAST", "find_article_id", "find_id", "find_story_id"]
