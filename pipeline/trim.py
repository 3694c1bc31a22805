"""Dirt around an article's text: what extraction leaves at its end and, rarely, at its start."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+")


def trim(text: str, titles: Iterable[str] = ()) -> str:
    """The text without a first line that repeats a title."""
    lines = text.split("\n")
    known = {folded for title in titles if (folded := _fold(title))}
    while len(lines) > 1 and _fold(lines[0]) in known:
        del lines[0]
    return "\n".join(lines)


def _fold(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))
