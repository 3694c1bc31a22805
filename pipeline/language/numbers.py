"""Numbers in running text: digits, words and magnitudes, with hedge and unit.

What is a date, a year, a time, an age, a score or part of a name is no quantity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.lexicon import words

_SMALL = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: float(i) for i, word in enumerate(_SMALL)}
_WORDS |= {word: 10.0 * (i + 2) for i, word in enumerate(_TENS)}
_MAGNITUDES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}
_HEDGES = (
    "at least|at most|more than|less than|fewer than|no more than|no fewer than|upwards of|"
    "close to|just over|just under|up to|as many as|as much as|about|around|roughly|"
    "approximately|nearly|almost|some|over|under|above|circa|only"
)
_UNITS = {
    "$": "$ us$ usd dollar dollars",
    "€": "€ eur euro euros",
    "£": "£ gbp pound pounds",
    "¥": "¥ jpy yen yuan rmb",
    "₹": "₹ inr rupee rupees",
    "crown": "crown crowns krona kronor krone kroner koruna",
    "franc": "franc francs chf",
    "rouble": "rouble roubles ruble rubles",
    "peso": "peso pesos",
    "lira": "lira liras",
    "won": "won",
    "florin": "florin florins",
    "mark": "mark marks",
    "rand": "rand rands",
    "real": "reais",
    "zloty": "zloty zlotys",
    "dinar": "dinar dinars",
    "dirham": "dirham dirhams",
    "riyal": "riyal riyals",
    "shekel": "shekel shekels",
    "baht": "baht",
    "%": "% percent percentage pc",
    "point": "point points",
    "minute": "minute minutes min mins",
    "hour": "hour hours hrs",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years",
    "second": "second seconds",
    "km": "km kilometre kilometres kilometer kilometers",
    "mile": "mile miles mi",
    "m": "metre metres meter meters",
    "foot": "foot feet ft",
    "kg": "kg kilogram kilograms kilo kilos",
    "tonne": "tonne tonnes ton tons mt",
    "MW": "mw megawatt megawatts",
    "GW": "gw gigawatt gigawatts",
    "barrel": "barrel barrels",
    "acre": "acre acres",
    "hectare": "hectare hectares",
    "degree": "degree degrees °c °f",
    "mph": "mph",
    "km/h": "km/h kph",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_UNIT_WORDS = "|".join(sorted((re.escape(w) for w in _UNIT_OF if w[0].isalpha()), key=len)[::-1])
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_UNIT_WORD = rf"(?:{'|'.join([*_TENS, *_SMALL[:0:-1]])})"
_SCALE = r"(?:hundred|thousand|million|billion|dozen)"
_SPELT = (
    rf"(?:(?:{_UNIT_WORD}|half an?|a(?=[- ]{_SCALE}))"
    rf"(?:[- ](?:and )?(?:{_UNIT_WORD}|{_SCALE})\b)*)"
)
_DIGITS = r"\d{1,3}(?:[,.\u00a0\u202f ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?"
_MAGNITUDE = "|".join(sorted(_MAGNITUDES, key=len)[::-1])
NUMBER = re.compile(
    rf"(?<![\w.\-/§#])(?:(?P<hedge>{_HEDGES})\s+(?:of\s+|a\s+)?)?"
    rf"(?:(?P<money>US\$|[$€£¥₹])\s?)?"
    rf"(?:(?P<digits>{_DIGITS})|(?P<spelt>\b{_SPELT}\b))"
    rf"(?:[ \-\u00a0]?(?P<magnitude>(?:{_MAGNITUDE})\b))?"
    rf"(?:(?P<percent>\s?%|\s?°[CF])|[ \-\u00a0](?P<unit>(?:per cent|percentage points|"
    rf"{_UNIT_WORDS})\b))?",
    re.IGNORECASE,
)
# Right after: an age, an ordinal, a time, a score, a model or a date in digits.
_NOT_AFTER = re.compile(
    rf"^(?:-?year-?olds?|(?:st|nd|rd|th)\b|\s?[ap]\.?m\b|:\d|[-–/.]\d|[A-Za-z]|"
    rf"\s(?:of\s)?{_MONTH}\b)",
    re.IGNORECASE,
)
# Right before: a month, a word that names the number, or a time of day.
_NOT_BEFORE = re.compile(
    rf"(?:\b{_MONTH}\.?|\b(?:section|article|chapter|page|no\.|number|flight|route|highway|phase|"
    r"round|game|day|week|year|aged?|title|rule|act|channel|level|class|type|room|gate|"
    r"interstate|magnitude|apollo|covid|vol\.|part|under-|top)|:)\s?$",
    re.IGNORECASE,
)
# "the two have been at peace": known ones, not a count.
_THE = re.compile(r"\b(?:the|these|those|both|other|remaining|his|her|its|their)\s$", re.IGNORECASE)
_THOUSANDS_DOT = frozenset(words("de es fr it pt nl tr id da sv no fi pl cs ro el ru uk"))
_ONES_TAKE = re.compile(
    r"\s(?:more |other |another )?(?:person|man|woman|child|boy|girl|soldier|officer|people|"
    r"killed|dead|death|injured|missing|suspect|civilian|passenger)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity at [start, end) of its sentence, hedge and unit included."""

    start: int
    end: int
    value: float
    unit: str
    hedge: str


@lru_cache(maxsize=8192)
def numbers(text: str, lang: str = "en") -> tuple[Number, ...]:
    """The quantities of `text`, in order."""
    if not _DIGIT.search(text) and _SPELT_WORDS.isdisjoint(_LETTERS.findall(text.lower())):
        return ()
    found = (_number(match, text, lang) for match in NUMBER.finditer(text))
    return tuple(number for number in found if number is not None)


_DIGIT, _LETTERS = re.compile(r"\d"), re.compile(r"[^\W\d_]+")
_SPELT_WORDS = frozenset(
    (*_SMALL[1:], *_TENS, *words("half hundred thousand million billion dozen"))
)


def _number(match: re.Match[str], text: str, lang: str) -> Number | None:
    unit = _unit(match)
    magnitude = (match["magnitude"] or "").lower()
    if magnitude in ("m", "b", "k") and not match["money"] and not match["digits"]:
        return None
    value = _value(match, lang)
    if value is None or not _counts_something(match, text, unit, value):
        return None
    hedge = (match["hedge"] or "").lower()
    return Number(match.start(), match.end(), value * _MAGNITUDES.get(magnitude, 1.0), unit, hedge)


def _unit(match: re.Match[str]) -> str:
    if match["money"]:
        return _UNIT_OF[match["money"].lower()]
    word = (match["percent"] or match["unit"] or "").strip().lower()
    if word in ("per cent", "percent", "%"):
        return "%"
    return "point" if word == "percentage points" else _UNIT_OF.get(word, "")


def _value(match: re.Match[str], lang: str) -> float | None:
    if match["digits"]:
        return _digits(match["digits"], lang)
    return _spelt(match["spelt"].lower())


def _spelt(words: str) -> float | None:
    """The value of "four thousand two hundred"; None for "half a" with nothing to halve."""
    total = current = 0.0
    for word in re.split(r"[- ]+", words):
        if word in ("hundred", "dozen"):
            current = (current or 1.0) * (100.0 if word == "hundred" else 12.0)
        elif word in _MAGNITUDES:
            total, current = total + (current or 1.0) * _MAGNITUDES[word], 0.0
        elif word in ("half", "a", "an", "and"):
            current = 0.5 if word == "half" else current or (1.0 if word != "and" else 0.0)
        else:
            current += _WORDS[word]
    value = total + current
    return value if value >= 1 else None


def _digits(raw: str, lang: str) -> float | None:
    raw = re.sub(r"[\u00a0\u202f ]", "", raw)
    thousand, point = (".", ",") if lang in _THOUSANDS_DOT else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(\{thousand}\d{{3}})+(\{point}\d+)?", raw):
        raw = raw.replace(thousand, "")
    elif re.fullmatch(rf"\d{{1,3}}(\{point}\d{{3}}){{2,}}", raw):
        raw = raw.replace(point, "")
    raw = raw.replace(",", ".")
    return float(raw) if raw.count(".") < 2 else None


def _counts_something(match: re.Match[str], text: str, unit: str, value: float) -> bool:
    after, before = text[match.end() : match.end() + 20], text[: match.start()][-16:]
    if match["spelt"]:
        if match["spelt"].lower() == "one" and not unit:
            return bool(_ONES_TAKE.match(after))
        bare = not unit and value <= 12 and _THE.search(before)
        return not bare and not after.startswith(("-year", "-"))
    if unit or match["magnitude"] or match["hedge"]:
        return not re.match(r"-?\s?old|'s", after)
    if _NOT_AFTER.match(after) or _NOT_BEFORE.search(before):
        return False
    if value <= 24 and before.lower().endswith(" at "):
        return False  # an hour
    year = "," not in match["digits"] and 1900 <= value <= 2100 and value == int(value)
    return not year or bool(_ONES_TAKE.match(after))
