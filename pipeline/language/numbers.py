"""Numbers in running text: digits, words and magnitudes, with hedge and unit.

What is a date, a year, a time, an age, a score or part of a name is no quantity.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from pipeline.language.load import ENGLISH, load_language
from pipeline.language.number_grammar import LETTERS, Grammar, number_grammar

_DIGIT = re.compile(r"[\d¼-¾⅐-⅞]")
_FRACTION = re.compile(r"[ -]?(?:(?P<sign>[¼-¾⅐-⅞])|(?P<part>[1-7])/(?P<whole>[2-9]))$")
_APARTS = re.compile(r"[\u00a0\u202f\u066c '’，]")  # what only parts thousands
_POINTS = str.maketrans("\u066b．・", "...")
_PERCENT = str.maketrans("٪％", "%%")
_LAKHS = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_APART = re.compile(r"[- ]*")
_MAGNITUDE = 1000
_HOURS = 24  # "at 23"
_YEARS = (1900, 2100)  # bare numbers that are years
_KNOWN = 12  # "the twelve": up to here a number in words after "the" is no count
_AFTER, _BEFORE = 20, 16  # characters looked at on either side of a number


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity at [start, end) of its sentence, hedge and unit included; a range's upper end."""

    start: int
    end: int
    value: float
    unit: str
    hedge: str


@lru_cache(maxsize=8192)
def numbers(text: str, lang: str = ENGLISH) -> tuple[Number, ...]:
    """The quantities of `text`, in order.

    Args:
        text: A sentence or two.
        lang: ISO 639-1; whose number words, and whether "1.234" is a thousand.
    """
    grammar = number_grammar(load_language(lang))
    if not _DIGIT.search(text) and not _holds_words(text.lower(), grammar):
        return ()
    matches = (_number(match, text, lang, grammar) for match in grammar.number.finditer(text))
    return tuple(number for number in matches if number is not None)


def _holds_words(lower: str, grammar: Grammar) -> bool:
    if grammar.listed.glued:
        return grammar.part.search(lower) is not None
    return not grammar.spelt.isdisjoint(LETTERS.findall(lower))


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


def _number(match: re.Match[str], text: str, lang: str, grammar: Grammar) -> Number | None:
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
    value *= grammar.scaled.get(match["scaled"], 1.0)
    if match["low"] and not _is_range(match, text, (unit, value), lang, grammar):
        return None
    return Number(match.start(), match.end(), value, unit, hedge)


def _is_range(
    match: re.Match[str], text: str, quantity: tuple[str, float], lang: str, grammar: Grammar
) -> bool:
    """Whether a lower and a higher end are one quantity: no score, season or type of aircraft.

    A plain hyphen parts those too, so that it takes a hedge, a unit, a magnitude or people.
    """
    unit, value = quantity
    low = _digits(match["low"], lang)
    if low is None:
        return False
    low *= grammar.listed.magnitudes.get((match["low_magnitude"] or "").lower(), 1.0)
    counted = unit or match["hedge"] or match["magnitude"]
    return low < value and bool(
        match["to"] != "-" or counted or grammar.people.match(text, match.end())
    )


def _unit(match: re.Match[str], grammar: Grammar) -> str:
    if sign := match["money"] or match["high_money"] or match["paid"]:
        return grammar.money.get(sign, sign)  # "%25"
    if match["degree"]:
        return "degree"
    word = (match["percent"] or match["unit"] or "").strip().lower().translate(_PERCENT)
    return grammar.listed.unit_phrases.get(word) or grammar.units.get(word, "")


def _spelt(spelt: str, lang: str, grammar: Grammar) -> float | None:
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
            if word in grammar.values and value >= _MAGNITUDE:  # "ألفان": two thousand
                total += value
            else:
                current += value
        is_article = word in listed.articles
        joined = word in grammar.joiners or (joined and is_article)
        whole = whole if is_article else current
    value = total + current
    return value if value >= 1 else None


def _collective(spelt: str, grammar: Grammar) -> str:
    """The collective in a number in words, "": it says how exact the number is."""
    found = grammar.collective.search(spelt)
    return found[0].lower() if found else ""


def _words(spelt: str, grammar: Grammar) -> list[str]:
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
    if fraction := _FRACTION.search(raw):
        sign, part, whole = fraction.groups()
        share = unicodedata.numeric(sign) if sign else int(part) / int(whole)
        return share + (int(raw[: fraction.start()] or 0))
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
    match: re.Match[str], text: str, quantity: tuple[str, float], grammar: Grammar
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
