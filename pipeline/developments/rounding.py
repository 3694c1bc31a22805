"""Whether two figures give one value, one of them rounded: "nearly 80" and 78."""

from __future__ import annotations

from pipeline.developments.figures import count_wording
from pipeline.language.load import ENGLISH, load_language
from pipeline.records import Figure


def same_value(a: Figure, b: Figure, lang: str = ENGLISH) -> bool:
    """Whether one value is the other, rounded or hedged: "nearly 80" and 78, "1.2m" and 1,187,000.

    "At least" is not read as a rounding: tolls are given so, and 20 to 21 is news.
    """
    if a.value == b.value:
        return True
    return _rounds(a, b, lang) or _rounds(b, a, lang)


def _rounds(rough: Figure, exact: Figure, lang: str) -> bool:
    y, x = rough.value, exact.value
    hedges = count_wording(lang).listed
    bounded = exact.hedge in hedges.least or exact.hedge in hedges.over
    if not y or _digits(y) > _digits(x) or (bounded and y < x):
        return False
    if rough.hedge in hedges.over:
        return _digits(y) <= 2 and y <= x <= y * 1.125
    if rough.hedge in hedges.under:
        return y * 0.9 <= x <= y
    if rough.hedge in hedges.near or rough.hedge in load_language(lang).numbers.collectives:
        return abs(x - y) <= 0.1 * y
    return x >= 100 and abs(x - y) < (0.06 if _digits(y) == 1 and y >= 1000 else 0.02) * y


def _digits(value: float) -> int:
    """Significant digits: 50,000,000 has one, 1,187 four."""
    return len(f"{value:.12g}".replace(".", "").strip("0").split("e")[0]) or 1
