"""Where a chain of merges, or of copies of copies, ends."""

from __future__ import annotations

from collections.abc import Mapping


def resolve(name: str, onward: Mapping[str, str]) -> str:
    """The id that `name` lives on in: the end of its chain; a chain that bites its tail stops."""
    seen = set()
    while name in onward and name not in seen:
        seen.add(name)
        name = onward[name]
    return name
