"""Texts of one source that say the same of other things: match reports, weather, lotteries.

Told by their structure, in any language: one frame, another filling. Two articles of one outlet, or
of one agency, share words and passages, while at least two of figures, names and days differ; or a
title recurs word for word over texts that share nothing. Decided per pair, from the two articles
alone.

Measured on all pairs of one source in the labelled sets gva_dev, storychains, feedday_2021 and
_2026, general_2012, _2013 and _2018 (2026-11): of 1,551 pairs of one story none is parted; 63
look-alikes are.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.language.calendar import calendar_words
from pipeline.language.words import tokens
from pipeline.stories.boilerplate import is_one_outlet
from pipeline.stories.features import Features
from pipeline.stories.titles import bare_title
from pipeline.stories.window import Window

# Of a frame: the least share of passages (4-shingles, of the longer text) and of words (of the
# shorter), and the least likeness of titles. By the measurement above; at .3, .75 and .3 the
# made-up texts of the tests are still told apart, but no look-alike of the sets.
_PASSAGES, _WORDS, _TITLE = 0.1, 0.5, 0.2
# Of a filling: figures differ when this share or less is common, of so many; names likewise.
_FIGURES, _FEW_FIGURES = 0.4, 3
_NAMES = 0.5
# Of a recurring title: passages, words and names in common are fewer than these.
_NO_PASSAGES, _FEW_WORDS, _FEW_NAMES = 0.02, 0.45, 0.34
_LEAST = 12  # shingles of a text that says anything, as in `copies`
_DATE = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def templated(at: int, others: NDArray[np.int64], rows: Window) -> NDArray[np.bool_]:
    """Which of the rows `others` are the same template as the row `at`, filled otherwise; `[k]`."""
    return np.array([_is_template(at, int(other), rows) for other in others], np.bool_)


def _is_template(at: int, other: int, rows: Window) -> bool:
    if not _of_one_source(at, other, rows):
        return False
    features = rows.features
    sizes = len(features.shingles[at]), len(features.shingles[other])
    if min(sizes) < _LEAST:
        return False
    passages = _common(at, other, features, "shingles") / max(sizes)
    words = _share(at, other, features, "terms")
    titles = _title(at, rows), _title(other, rows)
    if titles[0] == titles[1] and passages < _NO_PASSAGES:
        return words <= _FEW_WORDS and _share(at, other, features, "names") <= _FEW_NAMES
    if passages < _PASSAGES or words < _WORDS or _likeness(*titles) < _TITLE:
        return False
    return _differences(at, other, rows) > 1


def _of_one_source(at: int, other: int, rows: Window) -> bool:
    """Whether both are of one named outlet, or of one agency."""
    if is_one_outlet(rows.outlets[at], rows.outlets[other]):
        return True
    agencies = set(rows.features.agency[at]) & set(rows.features.agency[other])
    return bool(agencies)


def _differences(at: int, other: int, rows: Window) -> int:
    """How many of figures, names and days differ."""
    features = rows.features
    figures = min(len(features.figures[at]), len(features.figures[other])) >= _FEW_FIGURES
    figures = figures and _share(at, other, features, "figures") <= _FIGURES
    names = _fewer(at, other, features, "names") > 0
    names = names and _share(at, other, features, "names") <= _NAMES
    days = _fewer(at, other, features, "days") > 0 and not _common(at, other, features, "days")
    return figures + names + (days or _named_days_differ(at, other, rows))


def _named_days_differ(at: int, other: int, rows: Window) -> bool:
    """Whether both titles name days, and not the same."""
    one, two = (_named_days(rows.titles[row], rows.langs[row]) for row in (at, other))
    return bool(one and two and one != two)


@lru_cache(maxsize=4096)
def _named_days(title: str, lang: str) -> frozenset[str]:
    """Weekdays in a title, and days of a month where it names one."""
    words = set(tokens(title))
    known = calendar_words(lang or "en")
    days = words & known.weekdays
    return frozenset(days | set(_DATE.findall(title)) if words & known.months else days)


def _title(row: int, rows: Window) -> tuple[str, ...]:
    return _title_words(rows.titles[row], rows.outlets[row])


@lru_cache(maxsize=4096)
def _title_words(title: str, outlet: str) -> tuple[str, ...]:
    return tuple(tokens(bare_title(title, outlet)))


def _likeness(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    """Words in common in the same order, as a share of both titles, 0..1."""
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def _common(at: int, other: int, features: Features, name: str) -> int:
    column = getattr(features, name)
    return len(np.intersect1d(column[at], column[other]))


def _fewer(at: int, other: int, features: Features, name: str) -> int:
    column = getattr(features, name)
    return min(len(column[at]), len(column[other]))


def _share(at: int, other: int, features: Features, name: str) -> float:
    """What both have in common, as a share of the one that has less; 0 where it has nothing."""
    return _common(at, other, features, name) / max(1, _fewer(at, other, features, name))
