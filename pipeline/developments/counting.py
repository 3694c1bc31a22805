"""Which numbers of a sentence count something now: no ages, times, addresses; no former values.

`counted_numbers("The toll rose from 27 to 30")` gives 30, with 27 as its former value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.language import records
from pipeline.language.load import ENGLISH, load_language
from pipeline.language.numbers import Number, numbers
from pipeline.language.words import bare
from pipeline.records import Figure

_READ = 60  # characters looked at before a number, and after it
_OLDEST = 115  # years of life
_BETWEEN = 45  # characters that may stand between a former value and the new one; by hand (2026-11)
_TO = 8  # characters of " to " and its like
_DAY = 24  # hours; with minutes less than 2400
# "Larry Gordon, 44, ..." and "Larry Gordon (44)": a bare number set off after a name.
_NAMED = re.compile(r"(?:[^\W\d_a-z][\w'’.\-]*|[^\W\d_]*[^\W\d_a-z][\w'’.\-]*)(?:,\s|\s?\()$")
_SET_OFF = re.compile(r"\s?(?:[,;)]|\.(?:\s|$|\")|$)|,?\s(?:and|of|from)\b")
_ENUMERATED = re.compile(r"(?:\d{1,3}(?:,\s|,?\s\w{2,3}\s))+$")  # "aged 16, 17 and "
_STOP = re.compile(r"[.;:!?](?:\s|$)")
_CLOSED = re.compile(r"\s?(?:[,.;)]|$)")
_LIST = re.compile(r"\s?(?:,|,?\s\w{1,3})\s$")  # "16, 17, 18 and 21"


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that counts something, with the value that it replaces, if the sentence says so."""

    number: Number
    former: Number | None = None

    @property
    def first(self) -> int:
        """Where the earlier of both begins."""
        return min(each.start for each in (self.number, self.former) if each)

    @property
    def last(self) -> int:
        """Where the later of both ends."""
        return max(each.end for each in (self.number, self.former) if each)


@dataclass(frozen=True, slots=True)
class _Wording:
    before: dict[str, re.Pattern[str]]
    after: dict[str, re.Pattern[str]]
    former: dict[str, re.Pattern[str]]


@cache
def _wording(language: records.Language) -> _Wording:
    listed = language.counting

    def compiled(expressions: dict[str, str]) -> dict[str, re.Pattern[str]]:
        return {key: re.compile(text, re.IGNORECASE) for key, text in expressions.items()}

    former = {name: getattr(listed.former, name) for name in records.Former.__slots__}
    return _Wording(compiled(dict(listed.before)), compiled(dict(listed.after)), compiled(former))


@lru_cache(maxsize=8192)
def counted_numbers(sentence: str, lang: str = ENGLISH) -> tuple[Counted, ...]:
    """The numbers of a sentence that count something, in order.

    Args:
        sentence: One sentence.
        lang: ISO 639-1; whose number words and wording.
    """
    wording = _wording(load_language(lang))
    counting: list[Number] = []
    ages: list[Number] = []
    for number in numbers(sentence, lang):
        if _is_age(number, sentence, ages, wording):
            ages.append(number)
        elif not _is_label(number, sentence, wording):
            counting.append(number)
    return tuple(_paired(counting, sentence, wording))


def former_of(figure: Figure, lang: str = ENGLISH) -> Number | None:
    """The value that a figure's own sentence says it replaces, None where it says none."""
    for each in counted_numbers(bare(figure.sentence), lang):
        if each.former and each.number.value == figure.value:
            return each.former
    return None


def is_goal(between: str, lang: str = ENGLISH) -> bool:
    """Whether what stands between two numbers leads to the second alone: " to "."""
    return len(between) <= _TO and bool(_wording(load_language(lang)).former["to"].search(between))


def moved_thing(before: str, lang: str = ENGLISH) -> tuple[str, bool]:
    """What stands before the words for a movement that end right at a number: "ships has risen to".

    With it, whether the noun begins there ("the number of"), else it ends there; "" where nothing
    moves.
    """
    former = _wording(load_language(lang)).former
    match = former["moved"].search(before)
    thing = before[: match.start()] if match else ""
    opened = list(former["number_of"].finditer(thing))
    return (thing[opened[-1].end() :], True) if opened else (thing, False)


def _is_age(number: Number, sentence: str, ages: Sequence[Number], wording: _Wording) -> bool:
    before, after = _around(number, sentence)
    if wording.after["age"].match(after):
        return True
    if number.unit or number.value > _OLDEST:
        return False
    if wording.before["age"].search(_ENUMERATED.sub("", before)):
        return True
    between = sentence[ages[-1].end : number.start] if ages else ""
    if between and _LIST.fullmatch(between) and _SET_OFF.match(after + " "):
        return True
    return bool(_NAMED.search(before) and _SET_OFF.match(after))


def _is_label(number: Number, sentence: str, wording: _Wording) -> bool:
    """Whether it is a time of day, an address, a name's number or how long ago something was."""
    before, after = _around(number, sentence)
    if number.unit:
        return bool(wording.after["ago"].match(after))
    if wording.after["time"].match(after) or re.search(r"\d[:.]$", before):
        return number.value < _DAY * 100
    if (
        wording.before["time"].search(before)
        and _CLOSED.match(after)
        and not wording.former["moved"].search(before)  # "est monté à douze" is no hour
    ):
        return number.value <= _DAY
    return bool(
        wording.before["named"].search(before)
        or wording.after["named"].match(after)
        or wording.after["place"].match(after)
        or wording.after["score"].match(after)
    )


def _around(number: Number, sentence: str) -> tuple[str, str]:
    return (
        sentence[max(0, number.start - _READ) : number.start],
        sentence[number.end : number.end + _READ],
    )


def _paired(counting: Sequence[Number], sentence: str, wording: _Wording) -> list[Counted]:
    """The numbers that hold now, each with the former value beside it."""
    pairs: list[Counted] = []
    i = 0
    while i < len(counting):
        number, following = counting[i], counting[i + 1 : i + 2]
        pair = _pair(number, following[0], sentence, wording) if following else None
        if pair is not None:
            pairs.append(pair)
            i += 1
        elif not wording.former["alone"].search(_around(number, sentence)[0]):
            pairs.append(Counted(number))
        i += 1
    return pairs


def _pair(one: Number, other: Number, sentence: str, wording: _Wording) -> Counted | None:
    """Two neighbours as a value and its former one; None where they are not."""
    former, between = wording.former, sentence[one.end : other.start]
    before = _around(one, sentence)[0]
    stated = former["alone"].search(between)  # no doubt, however far
    longest = 2 * _BETWEEN if stated else _BETWEEN
    if not _of_one_kind(one, other) or len(between) > longest or _STOP.search(between):
        return None
    if former["to"].search(between):
        leads = former["lead"].search(before) and not former["range"].search(before)
        ends = former["then"].match(_around(other, sentence)[1])
        return Counted(other, one) if leads and ends else None
    return Counted(one, other) if former["behind"].search(between) else None


def _of_one_kind(one: Number, other: Number) -> bool:
    return one.unit == other.unit or not (one.unit and other.unit)
