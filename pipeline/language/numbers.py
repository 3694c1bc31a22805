"""Numbers in running text: digits, words and magnitudes, with hedge and unit.

What is a date, a year, a time, an age, a score or part of a name is no quantity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from pipeline.language import records
from pipeline.language.load import ENGLISH, alternatives, any_of, filled, load_language

_DIGITS = r"\d{1,3}(?:[,.\u00a0\u202f ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?"
_DIGIT, _LETTERS = re.compile(r"\d"), re.compile(r"[^\W\d_]+")
_BLANKS = re.compile(r"[\u00a0\u202f ]")
_HOURS = 24  # "at 23"
_YEARS = (1900, 2100)  # bare numbers that are years
_KNOWN = 12  # "the twelve": up to here a number in words after "the" is no count
_AFTER, _BEFORE = 20, 16  # characters looked at on either side of a number

# Languages whose decimal sign is read from CLDR: "1.234" is a thousand where it is a comma. CLDR
# gives a comma to more (bg, hr, hu, sk, sl, sr, vi ...); their texts have been read by the English
# rule so far, and a language joins when it is measured. Blanks part thousands everywhere.
_CLDR = frozenset(
    ("de", "es", "fr", "it", "pt", "nl", "tr", "id", "da", "sv", "no", "fi", "pl", "cs", "ro", "el")
) | {"ru", "uk"}


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity at [start, end) of its sentence, hedge and unit included."""

    start: int
    end: int
    value: float
    unit: str
    hedge: str


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How a language writes quantities, compiled."""

    number: re.Pattern[str]
    listed: records.Numbers
    values: dict[str, float]  # of number words
    spelt: frozenset[str]  # one of these stands in every number in words
    units: dict[str, str]  # word -> unit
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    age_or_owner: re.Pattern[str]
    determiner: re.Pattern[str]
    people: re.Pattern[str]


@lru_cache(maxsize=8192)
def numbers(text: str, lang: str = ENGLISH) -> tuple[Number, ...]:
    """The quantities of `text`, in order.

    Args:
        text: A sentence or two.
        lang: ISO 639-1; whose number words, and whether "1.234" is a thousand.
    """
    grammar = _grammar(load_language(lang))
    if not _DIGIT.search(text) and grammar.spelt.isdisjoint(_LETTERS.findall(text.lower())):
        return ()
    matches = (_number(match, text, lang, grammar) for match in grammar.number.finditer(text))
    return tuple(number for number in matches if number is not None)


@cache
def separators(lang: str) -> tuple[str, str]:
    """The signs of thousands and of decimals: (",", ".") or (".", ",")."""
    if lang in _CLDR and Locale.parse(lang).number_symbols["latn"]["decimal"] == ",":
        return ".", ","
    return ",", "."


@cache
def _grammar(language: records.Language) -> _Grammar:
    listed = language.numbers
    month = f"(?:{alternatives(language.dates.month_numbers)})"
    ordinal = f"(?:{alternatives(language.dates.ordinal_endings)})"
    tens = {word: 10.0 * i for i, word in enumerate(listed.tens, 2)}
    values = {word: float(i) for i, word in enumerate(listed.small)} | tens
    before, after = any_of(listed.not_before_these), any_of(listed.not_after_these)
    ignore = re.IGNORECASE
    return _Grammar(
        number=re.compile(_pattern(listed), ignore),
        listed=listed,
        values=values,
        spelt=frozenset((*values, *listed.scales, listed.half)) - {listed.small[0]},
        units={word: unit for unit, words in listed.units.items() for word in words},
        not_before=re.compile(f"(?:{filled(before, month=month, ordinal=ordinal)})", ignore),
        not_after=re.compile(rf"(?:{filled(after, month=month)})\s?$", ignore),
        age_or_owner=re.compile(listed.age_or_owner),
        determiner=re.compile(rf"\b(?:{alternatives(listed.determiners)})\s$", ignore),
        people=re.compile(
            rf"\s(?:(?:{alternatives(listed.more)}) )?(?:{alternatives(listed.people)})\b", ignore
        ),
    )


def _pattern(listed: records.Numbers) -> str:
    """The expression of a quantity: hedge, money, digits or words, magnitude, percent or unit."""
    word = f"(?:{alternatives((*listed.tens, *listed.small[1:]))})"
    scale = f"(?:{alternatives(listed.scales)})"
    units = (word for words in listed.units.values() for word in words if word[0].isalpha())
    return (
        rf"(?<![\w.\-/§#])(?:(?P<hedge>{alternatives(listed.hedges)})\s+{listed.after_hedge})?"
        rf"(?:(?P<money>US\$|[$€£¥₹])\s?)?"
        rf"(?:(?P<digits>{_DIGITS})|"
        rf"(?P<spelt>\b{filled(listed.spelt, word=word, scale=scale)}\b))"
        rf"(?:[ \-\u00a0]?(?P<magnitude>(?:{alternatives(listed.magnitudes)})\b))?"
        rf"(?:(?P<percent>\s?%|\s?°[CF])|[ \-\u00a0](?P<unit>(?:"
        rf"{alternatives((*listed.unit_phrases, *units))})\b))?"
    )


def _number(match: re.Match[str], text: str, lang: str, grammar: _Grammar) -> Number | None:
    unit = _unit(match, grammar)
    magnitude = (match["magnitude"] or "").lower()
    if len(magnitude) == 1 and not match["money"] and not match["digits"]:
        return None  # "two m"
    value = _digits(match["digits"], lang) if match["digits"] else _spelt(match, grammar)
    if value is None or not _counts_something(match, text, (unit, value), grammar):
        return None
    hedge = (match["hedge"] or "").lower()
    value *= grammar.listed.magnitudes.get(magnitude, 1.0)
    return Number(match.start(), match.end(), value, unit, hedge)


def _unit(match: re.Match[str], grammar: _Grammar) -> str:
    if match["money"]:
        return grammar.units[match["money"].lower()]
    word = (match["percent"] or match["unit"] or "").strip().lower()
    return grammar.listed.unit_phrases.get(word) or grammar.units.get(word, "")


def _spelt(match: re.Match[str], grammar: _Grammar) -> float | None:
    """The value of "four thousand two hundred"; None for "half a" with nothing to halve."""
    listed = grammar.listed
    total = current = 0.0
    for word in re.split(r"[- ]+", match["spelt"].lower()):
        if word in listed.multiples:
            current = (current or 1.0) * listed.multiples[word]
        elif word in listed.magnitudes:
            total, current = total + (current or 1.0) * listed.magnitudes[word], 0.0
        elif word == listed.half:
            current = 0.5
        elif word in listed.articles:
            current = current or 1.0
        elif word != listed.joiner:
            current += grammar.values[word]
    value = total + current
    return value if value >= 1 else None


def _digits(raw: str, lang: str) -> float | None:
    raw = _BLANKS.sub("", raw)
    thousand, point = separators(lang)
    if re.fullmatch(rf"\d{{1,3}}(\{thousand}\d{{3}})+(\{point}\d+)?", raw):
        raw = raw.replace(thousand, "")
    elif re.fullmatch(rf"\d{{1,3}}(\{point}\d{{3}}){{2,}}", raw):
        raw = raw.replace(point, "")
    raw = raw.replace(",", ".")
    return float(raw) if raw.count(".") < 2 else None


def _counts_something(
    match: re.Match[str], text: str, quantity: tuple[str, float], grammar: _Grammar
) -> bool:
    """Whether a quantity's unit and value count something, by what stands around the match."""
    unit, value = quantity
    after = text[match.end() : match.end() + _AFTER]
    before = text[: match.start()][-_BEFORE:]
    if match["spelt"]:
        if match["spelt"].lower() == grammar.listed.small[1] and not unit:
            return bool(grammar.people.match(after))
        known = not unit and value <= _KNOWN and grammar.determiner.search(before)
        return not known and not after.startswith("-")
    if unit or match["magnitude"] or match["hedge"]:
        return not grammar.age_or_owner.match(after)
    if grammar.not_before.match(after) or grammar.not_after.search(before):
        return False
    if value <= _HOURS and before.lower().endswith(grammar.listed.hour_before):
        return False
    year = "," not in match["digits"] and value == int(value) and _YEARS[0] <= value <= _YEARS[1]
    return not year or bool(grammar.people.match(after))
