"""Numbers in running text: digits, words and magnitudes, with hedge and unit.

What is a date, a year, a time, an age, a score or part of a name is no quantity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from pipeline.language import records
from pipeline.language.calendar import calendar_names
from pipeline.language.load import ENGLISH, alternatives, any_of, filled, load_language
from pipeline.language.scripts import is_blankless

_DIGITS = "|".join(
    (
        r"[０-９]{1,3}(?:，[０-９]{3})+(?:．[０-９]+)?(?![０-９])",
        r"[０-９]+(?:．[０-９]+|・[０-９]+(?=[%％倍万億兆]))",  # "３・５％"
        r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)",  # lakhs and crores
        r"\d{1,3}(?:[,.\u00a0\u202f\u066c '’]\d{3})+(?:[.,\u066b]\d+)?(?!\d)",
        r"\d+(?:[.,\u066b]\d+)?",
    )
)
_DIGIT, _LETTERS = re.compile(r"\d"), re.compile(r"[^\W\d_]+")
_APARTS = re.compile(r"[\u00a0\u202f\u066c '’，]")  # what only parts thousands
_POINTS = str.maketrans("\u066b．・", "...")
_PERCENT = str.maketrans("٪％", "%%")
_LAKHS = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_APART = re.compile(r"[- ]*")
_HOURS = 24  # "at 23"
_YEARS = (1900, 2100)  # bare numbers that are years
_KNOWN = 12  # "the twelve": up to here a number in words after "the" is no count
_AFTER, _BEFORE = 20, 16  # characters looked at on either side of a number


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
    multiples: dict[str, float]  # with collectives
    collective: re.Pattern[str]
    spelt: frozenset[str]  # one of these stands in every number in words
    part: re.Pattern[str]  # of a number in words: a word, or digits among them
    joiners: frozenset[str]
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
    if not _DIGIT.search(text) and not _holds_words(text.lower(), grammar):
        return ()
    matches = (_number(match, text, lang, grammar) for match in grammar.number.finditer(text))
    return tuple(number for number in matches if number is not None)


def _holds_words(lower: str, grammar: _Grammar) -> bool:
    if grammar.listed.glued:
        return grammar.part.search(lower) is not None
    return not grammar.spelt.isdisjoint(_LETTERS.findall(lower))


@cache
def separators(lang: str) -> tuple[str, str]:
    """The signs of thousands and of decimals, from CLDR: (",", ".") or (".", ",").

    Args:
        lang: ISO 639-1; English's signs where CLDR does not know it. Blanks part thousands
            everywhere.
    """
    decimal, _ = _signs(lang)
    return (".", ",") if decimal == "," else (",", ".")


def _signs(identifier: str) -> tuple[str, str]:
    """CLDR's signs of decimals and of thousands with Latin digits; English's where it has none."""
    try:
        symbols = Locale.parse(identifier).number_symbols.get("latn", {})
    except (UnknownLocaleError, ValueError):
        symbols = {}
    return symbols.get("decimal", "."), symbols.get("group", ",")


@cache
def _parts_elsewhere(lang: str) -> bool:
    """Whether some region parts thousands by the language's decimal sign: Mexico writes "1,234".

    English apart, whose regions with decimal commas are few.
    """
    if lang == ENGLISH or separators(lang)[1] == ".":
        return False
    regions = (name for name in locale_identifiers() if name.startswith(f"{lang}_"))
    return any(_signs(name) == (".", ",") for name in regions)


@cache
def _grammar(language: records.Language) -> _Grammar:
    listed = language.numbers
    month = f"(?:{alternatives(_months(language))})"
    ordinal = f"(?:{alternatives(language.dates.ordinal_endings)})"
    tens = {word: 10.0 * i for i, word in enumerate(listed.tens, 2)}
    values = {word: float(i) for i, word in enumerate(listed.small)} | tens | dict(listed.values)
    joiners = frozenset(listed.joiner.split())
    multiples = {**listed.multiples, **listed.collectives}
    words = {*values, *listed.scales, *listed.collectives, *listed.articles, *joiners, *listed.half}
    before, after = any_of(listed.not_before_these), any_of(listed.not_after_these)
    ignore = re.IGNORECASE
    return _Grammar(
        number=re.compile(_pattern(listed, prefixes=bool(language.spelling.prefixes)), ignore),
        listed=listed,
        values=values,
        multiples=multiples,
        collective=re.compile(rf"\b(?:{alternatives(listed.collectives)})\b", ignore),
        spelt=_telling(values, listed),
        part=re.compile(rf"{alternatives(words - {''})}|\d[\d,.]*"),
        joiners=joiners,
        units={word: unit for unit, words in listed.units.items() for word in words},
        not_before=re.compile(f"(?:{filled(before, month=month, ordinal=ordinal)})", ignore),
        not_after=re.compile(rf"(?:{filled(after, month=month)})\s?$", ignore),
        age_or_owner=re.compile(listed.age_or_owner, 0 if language.code == ENGLISH else ignore),
        determiner=re.compile(rf"\b(?:{alternatives(listed.determiners)})\s$", ignore),
        people=re.compile(
            rf"\s?(?:(?:{alternatives(listed.more)}) )?(?:{alternatives(listed.people)})"
            if _is_blankless(listed)
            else rf"\s(?:(?:{alternatives(listed.more)}) )?(?:{alternatives(listed.people)})\b",
            ignore,
        ),
    )


def _telling(values: dict[str, float], listed: records.Numbers) -> frozenset[str]:
    """Words without which there is no number in words: those of phrases apart, and no zero."""
    phrases = (*values, *listed.scales, *listed.collectives, *listed.half)
    return frozenset(_LETTERS.findall(" ".join(phrases))) - {listed.small[0]}


def _months(language: records.Language) -> set[str]:
    """Names of months as they stand in dates; CLDR's, but for English."""
    if language.code == ENGLISH:
        return set(language.dates.month_numbers)
    return {name.rstrip(".") for _, name in calendar_names(language.code, "months")}


def _is_blankless(listed: records.Numbers) -> bool:
    return is_blankless("".join(listed.small))


def _pattern(listed: records.Numbers, *, prefixes: bool) -> str:
    """The expression of a quantity: hedge, money, digits or words, magnitude, percent or unit.

    Where words are joined to a number, by `prefixes` or for want of blanks, letters may stand
    right before it.
    """
    word = f"(?:{alternatives((*listed.tens, *listed.small[1:], *listed.values))})"
    scale = f"(?:{alternatives(listed.scales)})"
    units = (word for words in listed.units.values() for word in words if word[0].isalpha())
    spelt = filled(listed.spelt, word=word, scale=scale)
    if listed.collectives:  # "une trentaine", "tres docenas", "2 Dutzend": never alone
        first = alternatives((*listed.articles, *listed.tens, *listed.small[1:], *listed.values))
        spelt = rf"(?:{first}|\d{{1,2}})[- ](?:{alternatives(listed.collectives)})\b|{spelt}"
    blankless = _is_blankless(listed)
    letters = "0-9A-Za-z" if blankless or prefixes else r"\w"
    edge, gap, blank = (
        ("", r"[ \-\u00a0]?", r"\s*") if blankless else (r"\b", r"[ \-\u00a0]", r"\s+")
    )
    return (
        rf"(?<![{letters}.\-/§#])(?:(?P<hedge>{alternatives(listed.hedges)}){blank}"
        rf"{listed.after_hedge})?"
        rf"(?:(?P<money>US\$|[$€£¥₹])\s?)?"
        rf"(?:(?P<spelt>{edge}(?:{spelt}){edge})|"
        rf"(?P<digits>{_DIGITS}))"
        rf"(?:[ \-\u00a0]?{listed.before_unit}(?P<magnitude>(?:"
        rf"{alternatives(listed.magnitudes)})(?:(?<=\.)|{edge})))?"
        rf"(?:(?P<percent>\s?[%٪％]|\s?°[CF])|{gap}{listed.before_unit}(?P<unit>(?:"
        rf"{alternatives((*listed.unit_phrases, *units))}){edge}))?"
    )


def _number(match: re.Match[str], text: str, lang: str, grammar: _Grammar) -> Number | None:
    unit = _unit(match, grammar)
    magnitude = (match["magnitude"] or "").lower()
    if len(magnitude) == 1 and not match["money"] and not match["digits"]:
        return None  # "two m"
    digits = match["digits"]
    value = _digits(digits, lang) if digits else _spelt(match["spelt"], lang, grammar)
    if value is None or not _counts_something(match, text, (unit, value), grammar):
        return None
    hedge = (match["hedge"] or "").lower() or _collective(match["spelt"] or "", grammar)
    value *= grammar.listed.magnitudes.get(magnitude, 1.0)
    return Number(match.start(), match.end(), value, unit, hedge)


def _unit(match: re.Match[str], grammar: _Grammar) -> str:
    if match["money"]:
        return grammar.units[match["money"].lower()]
    word = (match["percent"] or match["unit"] or "").strip().lower().translate(_PERCENT)
    return grammar.listed.unit_phrases.get(word) or grammar.units.get(word, "")


def _spelt(spelt: str, lang: str, grammar: _Grammar) -> float | None:
    """The value of "four thousand two hundred", "einundzwanzig" or "1万2000".

    None for "half a" with nothing to halve, and for words that make no one number ("два-три").
    """
    listed = grammar.listed
    total = current = whole = last = 0.0  # whole: what "and a half" is added to
    joined = False
    for word in _words(spelt.lower(), grammar):
        if word in grammar.multiples:
            current = _multiplied(current, grammar.multiples[word])
        elif word in listed.magnitudes:
            last = listed.magnitudes[word]
            total, current = total + (current or 1.0) * last, 0.0
        elif word in listed.half:
            of_scale = joined and total and not whole  # "a million and a half"
            total += 0.5 * last if of_scale else 0.0
            current = 0.0 if of_scale else 0.5 + (whole if joined else 0.0)
        elif word in listed.articles:
            current += 1.0 if current == 0 or word in grammar.values else 0.0
        elif word not in grammar.joiners:
            value = grammar.values.get(word) if word in grammar.values else _digits(word, lang)
            if value is None or _collides(current, value):
                return None
            current += value
        is_article = word in listed.articles
        joined = word in grammar.joiners or (joined and is_article)
        whole = whole if is_article else current
    value = total + current
    return value if value >= 1 else None


def _collective(spelt: str, grammar: _Grammar) -> str:
    """The collective in a number in words, "": it says how exact the number is."""
    found = grammar.collective.search(spelt)
    return found[0].lower() if found else ""


def _words(spelt: str, grammar: _Grammar) -> list[str]:
    """The words of a number, also of those written together; none where something else is left."""
    parts = list(grammar.part.finditer(spelt))
    ends = [0, *(part.end() for part in parts)]
    starts = [*(part.start() for part in parts), len(spelt)]
    gaps = (spelt[end:start] for end, start in zip(ends, starts, strict=True))
    return [part[0] for part in parts] if all(map(_APART.fullmatch, gaps)) else []


def _multiplied(current: float, multiple: float) -> float:
    """Times what is smaller than it: 三千二百 is 3,000 and 2 times 100; a dozen takes all."""
    low = current % multiple if multiple % 10 == 0 else current
    return current - low + (low or 1.0) * multiple


def _collides(current: float, value: float) -> bool:
    """Whether a number word cannot be added to what stands before it: "two three"."""
    if value < 20:
        return value > 0 and current % 10 != 0
    return current % 100 >= 10 if value < 100 else current != 0


def _digits(raw: str, lang: str) -> float | None:
    raw = _APARTS.sub("", raw).translate(_POINTS)
    thousand, point = separators(lang)
    if thousand == "," and _LAKHS.fullmatch(raw):
        return float(raw.replace(",", ""))
    if re.fullmatch(rf"[1-9]\d{{0,2}}\{point}\d{{3}}", raw) and _parts_elsewhere(lang):
        return None
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
        article = match["spelt"].lower() in grammar.listed.articles
        if value == 1 and not unit:
            return not article and bool(grammar.people.match(after))
        known = not unit and value <= _KNOWN and grammar.determiner.search(before)
        return not (known or article or after.startswith("-"))
    if unit or match["magnitude"] or match["hedge"]:
        return not grammar.age_or_owner.match(after)
    if grammar.not_before.match(after) or grammar.not_after.search(before):
        return False
    hour = grammar.listed.hour_before
    if hour and value <= _HOURS and before.lower().endswith(hour):
        return False
    year = match["digits"].isdecimal() and _YEARS[0] <= value <= _YEARS[1]
    return not year or bool(grammar.people.match(after))
