"""Where a chain of merges, or of copies of copies, ends."""

from __future__ import annotations

from collections.abc import Mapping


def resolve(name: str, onward: Mapping[str, str]) -> str:
    """The id that `name` lives on in: the end of its chain.

    `onward` says of an id that ended which one took it up. An id that it does not name stands for
    itself; in a circle the first id that comes again is the answer.
    """
    seen = set()
    while name in onward and name not in seen:
        seen.add(name)
        name = onward[name]
    return name
