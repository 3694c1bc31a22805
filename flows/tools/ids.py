"""Ids as a person types them: whole, or as many of their first characters as name one thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from flows.refusal import Refusal

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

LEAST = 4
"""Characters of an id that may stand for it: of 16 hex digits, as git asks for (2026-11)."""


def find_story_id(warehouse: Warehouse, given: str, option: str = "") -> str:
    """Give the id of the story that `given` begins. Raises Refusal; `option` stands before it."""
    hint = "no such story; see `newsthread stories`"
    return find_id(warehouse.stories.ids_starting, given, hint, option)


def find_article_id(warehouse: Warehouse, given: str, option: str = "") -> str:
    """Give the id of the article that `given` begins. Raises Refusal."""
    hint = "no such article; see `newsthread story ID`"
    return find_id(warehouse.articles.ids_starting, given, hint, option)


def find_id(
    ids_starting: Callable[[str], Sequence[str]], given: str, hint: str, option: str = ""
) -> str:
    """Give the one id that is `given` or begins so.

    Raises Refusal: code 1 and `hint` where there is none, 2 and the matches where there are
    several, 2 for an empty id.
    """
    name = f"{option} {given[:40]}".strip()
    if not given.strip():
        raise Refusal(f"{option or 'ID'} is empty; write an id or its first {LEAST} characters")
    matches = ids_starting(given.strip())
    if given.strip() in matches:
        return given.strip()
    if not matches or len(given.strip()) < LEAST:
        raise Refusal(f"{name}: {hint}", 1)
    if len(matches) > 1:
        raise Refusal(f"{name}: begins several ids: {', '.join(matches)}")
    return matches[0]
