"""Word lists as they are read: `words("at on in")`."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a list, in order."""
    return tuple(text.split())
