"""Values of an event that an article gives otherwise: somebody's age, an hour, an address, a range.

Each is compared by what it says, not by its wording, and only where two sentences speak of one
person, event, street or end of a range. How a language writes them is data
(`pipeline/language/data/LANG/claims.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.developments.figure_changes import overlap
from pipeline.language.load import ENGLISH, alternatives, any_of, filled, load_language
from pipeline.language.records import Language
from pipeline.language.words import as_written, bare, normal
from pipeline.records import Matrix

VALUES = frozenset(("age", "time", "address", "range"))
"""The kinds of these changes."""

Found = tuple[str, str, str, int, int]
"""Kind, old and new wording, rows of the new and the old sentence."""

# Two hours are of one event from this cosine on; from the second where they lie within `_NEAR`
# minutes: what happened twice did so further apart. On 24 real threads (2026-11, seen when chosen).
_ONE_EVENT, _ONE_EVENT_NEAR = 0.65, 0.45
_OVERLAP, _OVERLAP_NEAR = 0.2, 0.15
_NEAR = 30
_MINUTES = 5  # "about 3 p.m." and 3:05 are one
_ONE_PLACE = 0.45  # cosine; a story's other addresses are of homes
_BLOCK = 100  # "the 500 block" and 533 are one
# Two ranges with one end in common are of one thing from here. 24 real threads hold two such, both
# changes (2026-11, seen when chosen).
_ONE_RANGE, _OVERLAP_RANGE = 0.55, 0.3
_NAME = r"[A-ZÀ-Þ][\w'’\-]+"
_DIGIT = re.compile(r"\d")
_UNIT = re.compile(r"\s?[%％]|\s[^\W\d_]+")
_VALUE = r"(?:\d[\d.,]*\.? ?)?(?:{days})(?: \d[\d,]*)*(?!\w)|\d[\d.,]*(?!\w)"


@dataclass(frozen=True, slots=True)
class _Wording:
    age: re.Pattern[str]
    clock: re.Pattern[str]
    address: re.Pattern[str]
    span: re.Pattern[str]
    stamp: re.Pattern[str]


@cache
def _wording(language: Language) -> _Wording:
    listed, dates = language.claims, language.dates
    days = alternatives((*dates.weekday_numbers, *dates.month_numbers))
    return _Wording(
        age=_named(listed.age, name=_NAME),
        clock=_named(listed.clock),
        address=_named(listed.address, name=_NAME),
        span=_named(listed.span, value=_VALUE.format(days=days)),
        stamp=re.compile(listed.stamp),
    )


def _named(expressions: Sequence[str], **parts: str) -> re.Pattern[str]:
    """One expression of several that share group names: these get the expression's number."""
    numbered = (re.sub(r"\(\?P<(\w+)>", rf"(?P<\g<1>{i}>", e) for i, e in enumerate(expressions))
    return re.compile(filled(any_of(numbered), **parts))


def _groups(match: re.Match[str]) -> dict[str, str]:
    """The groups that matched, by their names without numbers."""
    return {name.rstrip("0123456789"): text for name, text in match.groupdict().items() if text}


def value_changes(
    texts: Sequence[str], told: Sequence[str], cosines: Matrix, lang: str = ENGLISH
) -> Iterator[Found]:
    """What the sentences of an article give otherwise than all of those told.

    Args:
        texts: The article's sentences.
        told: What its story has told, in the same language.
        cosines: Of each with each told one, `[len(texts), len(told)]`.
        lang: ISO 639-1, of both.
    """
    wording = _wording(load_language(lang))
    yield from _ages(texts, told, wording)
    yield from _hours(texts, told, cosines, wording, lang)
    yield from _addresses(texts, told, cosines, wording)
    yield from _ranges(texts, told, cosines, wording, lang)


def _ages(texts: Sequence[str], told: Sequence[str], wording: _Wording) -> Iterator[Found]:
    """Ages that nobody gave a person before who had another."""
    known: dict[str, dict[str, tuple[str, int]]] = {}
    for j, text in enumerate(told):
        for person, age, raw in _persons(text, wording):
            known.setdefault(person, {}).setdefault(age, (raw, j))
    for i, text in enumerate(texts):
        for person, age, raw in _persons(text, wording):
            others = known.get(person, {})
            if others and age not in others:
                old, j = list(others.values())[-1]
                others[age] = (raw, j)
                yield "age", old, raw, i, j


def _persons(text: str, wording: _Wording) -> Iterator[tuple[str, str, str]]:
    """First and last name in lower case, age, and the wording of both."""
    if _DIGIT.search(text) is None:
        return
    for match in wording.age.finditer(normal(text)):
        given = _groups(match)
        names = given["name"].lower().split()
        yield f"{names[0]} {names[-1]}", given["age"], match[0]


def _hours(
    texts: Sequence[str], told: Sequence[str], cosines: Matrix, wording: _Wording, lang: str
) -> Iterator[Found]:
    """Hours of an event that all told sentences on it gave otherwise."""
    known = [(each, j) for j, text in enumerate(told) for each in _clock(text, wording)]
    for i, text in enumerate(texts):
        for minutes, raw in _clock(text, wording):
            if any(abs(minutes - other) <= _slack(minutes, other) for (other, _), _ in known):
                continue
            of_event = [
                (old, j)
                for (other, old), j in known
                if _one_event(float(cosines[i, j]), text, told[j], abs(minutes - other), lang)
            ]
            if of_event:
                old, j = max(of_event, key=lambda each: float(cosines[i, each[1]]))
                yield "time", old, raw, i, j


def _one_event(cosine: float, text: str, other: str, minutes: int, lang: str) -> bool:
    """Whether two sentences with hours so many minutes apart speak of one event."""
    same = overlap(text, other, lang)
    near = minutes <= _NEAR and cosine >= _ONE_EVENT_NEAR and same >= _OVERLAP_NEAR
    return near or (cosine >= _ONE_EVENT and same >= _OVERLAP)


def _slack(one: int, other: int) -> int:
    """Minutes that two hours may lie apart and be one; of a full hour more: "shortly after 1"."""
    return 4 * _MINUTES if one % 60 == 0 or other % 60 == 0 else _MINUTES


def _clock(text: str, wording: _Wording) -> Iterator[tuple[int, str]]:
    """Minutes since midnight, and the wording; none of a page's own time."""
    low = text.lower()
    if wording.stamp.search(low):
        return
    for match in wording.clock.finditer(low, 1):  # a live ticker begins with its own
        given = _groups(match)
        hour, half = int(given["hour"]), given.get("half", "")
        hour = hour % 12 + 12 * (half == "p") if half else hour
        yield hour * 60 + int(given.get("minute", 0)), text[match.start() : match.end()]


def _addresses(
    texts: Sequence[str], told: Sequence[str], cosines: Matrix, wording: _Wording
) -> Iterator[Found]:
    """Numbers of a street that nobody gave of it, on what was said to be at another."""
    known = [(each, j) for j, text in enumerate(told) for each in _places(text, wording)]
    for i, text in enumerate(texts):
        for street, number, raw in _places(text, wording):
            others = [(n, old, j) for (s, n, old), j in known if s == street]
            near = [o for o in others if cosines[i, o[2]] >= _ONE_PLACE]
            if near and not any(_one_house(number, n) for n, _, _ in others):
                _, old, j = max(near, key=lambda each: float(cosines[i, each[2]]))
                yield "address", old, raw, i, j


def _one_house(one: int, other: int) -> bool:
    """Whether two numbers are one, or one of them the block of the other."""
    blocks = one % _BLOCK == 0 or other % _BLOCK == 0
    return one == other or (blocks and one // _BLOCK == other // _BLOCK)


def _places(text: str, wording: _Wording) -> Iterator[tuple[str, int, str]]:
    """Street in lower case, number, and the wording of both."""
    if _DIGIT.search(text) is None:
        return
    for match in wording.address.finditer(normal(text)):
        given = _groups(match)
        yield given["street"].lower(), int(given["number"]), match[0]


def _ranges(
    texts: Sequence[str], told: Sequence[str], cosines: Matrix, wording: _Wording, lang: str
) -> Iterator[Found]:
    """Ranges one end of which was told otherwise: "5 to 10 percent" after "5 to 25"."""
    known = [(each, j) for j, text in enumerate(told) for each in _spans(text, wording)]
    for i, text in enumerate(texts):
        for low, high, raw in _spans(text, wording):
            alike = [
                (old, j)
                for (start, end, old), j in known
                if (low == start) != (high == end)
                and cosines[i, j] >= _ONE_RANGE
                and overlap(text, told[j], lang) >= _OVERLAP_RANGE
            ]
            if alike and all((low, high) != (start, end) for (start, end, _), _ in known):
                old, j = max(alike, key=lambda each: float(cosines[i, each[1]]))
                yield "range", old, raw, i, j


def _spans(text: str, wording: _Wording) -> Iterator[tuple[str, str, str]]:
    """Both ends in lower case, and the wording."""
    plain = bare(text)
    for match in wording.span.finditer(plain.lower()):
        given = _groups(match)
        dated = any(sign.isalpha() for sign in given["high"])
        unit = None if dated else _UNIT.match(plain, match.end())
        raw = as_written(text, plain[match.start() : unit.end() if unit else match.end()])
        yield given["low"].rstrip(".,"), given["high"].rstrip(".,"), raw
