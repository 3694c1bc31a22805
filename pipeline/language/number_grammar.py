"""How a language writes quantities, compiled: what `numbers` reads them by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.language import records
from pipeline.language.calendar import calendar_names
from pipeline.language.load import ENGLISH, alternatives, any_of, filled, load_currencies
from pipeline.language.scripts import is_blankless

_DIGITS = "|".join(
    (
        r"[０-９]{1,3}(?:，[０-９]{3})+(?:．[０-９]+)?(?![０-９])",
        r"[０-９]+(?:．[０-９]+|・[０-９]+(?=[%％倍万億兆]))",  # "３・５％"
        r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)",  # lakhs and crores
        r"\d{1,3}(?:[,.\u00a0\u202f\u066c '’]\d{3})+(?:[.,\u066b]\d+)?(?!\d)",
        r"(?:\d+ ?)?[¼-¾⅐-⅞]|\d{1,3}[ -][1-7]/[2-9](?![\d/])",  # "2½", "2 1/2"
        r"\d+(?:[.,\u066b]\d+)?",
    )
)
# "38 °C", with the sign for ordinals too, which NFKC makes an "o", and "38C".
_DEGREE = r"\s?[°ºo]\s?(?-i:[CFС])\b|(?<=[\d.,]\d)(?-i:[CF])\b"
LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Grammar:
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
    money: dict[str, str]  # sign or code of a currency -> unit
    scaled: Mapping[str, float]  # magnitudes written together with a sign
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    age_or_owner: re.Pattern[str]
    determiner: re.Pattern[str]
    people: re.Pattern[str]


@cache
def number_grammar(language: records.Language) -> Grammar:
    """How a language writes quantities."""
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
    return Grammar(
        number=re.compile(_pattern(listed, prefixes=bool(language.spelling.prefixes)), ignore),
        listed=listed,
        values=values,
        multiples=multiples,
        collective=re.compile(rf"\b(?:{alternatives(listed.collectives)})\b", ignore),
        spelt=_telling(values, listed),
        part=re.compile(rf"{alternatives(words - {''})}|\d[\d,.]*"),
        joiners=joiners,
        units={word: unit for unit, words in listed.units.items() for word in words},
        money={sign: unit for unit, signs in load_currencies().signs.items() for sign in signs},
        scaled=load_currencies().magnitudes,
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
    return frozenset(LETTERS.findall(" ".join(phrases))) - {listed.small[0]}


def _months(language: records.Language) -> set[str]:
    """Names of months as they stand in dates; CLDR's, but for English."""
    if language.code == ENGLISH:
        return set(language.dates.month_numbers)
    return {name.rstrip(".") for _, name in calendar_names(language.code, "months")}


def _is_blankless(listed: records.Numbers) -> bool:
    return is_blankless("".join(listed.small))


def _pattern(listed: records.Numbers, *, prefixes: bool) -> str:
    """The expression of a quantity: hedge, money, digits or words, magnitude, percent or unit.

    In digits it may be a range, "20-30", whose lower end comes first.

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
    money, paid = _money_parts()
    magnitude = rf"(?:{alternatives(listed.magnitudes)})(?:(?<=\.)|{edge})"
    return (
        rf"(?<![{letters}.\-/§#])(?:(?P<hedge>{alternatives(listed.hedges)}){blank}"
        rf"{listed.after_hedge})?"
        rf"(?:(?P<money>{money})\s?)?"
        rf"(?:(?P<low>{_DIGITS})(?: ?(?P<low_magnitude>{magnitude}))?\s?[%٪％€£]?(?P<to>[-–—~〜～])"
        rf"(?:(?P<high_money>{money})\s?)?)?"
        rf"(?:(?P<spelt>{edge}(?:{spelt}){edge})|"
        rf"(?P<digits>{_DIGITS}))"
        rf"(?:[ \-\u00a0]?{listed.before_unit}(?P<magnitude>{magnitude}))?"
        rf"(?:(?P<percent>\s?[%٪％])|(?P<degree>{_DEGREE})|{paid}|"
        rf"(?:{gap}|(?<=\d)){listed.before_unit}(?P<unit>(?:"
        rf"{alternatives((*listed.unit_phrases, *units))}){edge}))?"
    )


def _money_parts() -> tuple[str, str]:
    """Expressions of a currency before a number, and after it with a magnitude written to it.

    Letter case counts. Letters alone ("EUR") stand apart behind a number, and no sign there is
    the next number's ("five $10 notes").
    """
    listed = load_currencies()
    signs = [sign for signs in listed.signs.values() for sign in signs]
    codes = alternatives(sign for sign in signs if sign.isalpha())
    symbols = alternatives(sign for sign in signs if not sign[-1].isalpha() and sign[-1] != ".")
    scaled = rf"(?P<scaled>(?-i:{alternatives(listed.magnitudes)})(?={symbols}))"
    after = rf"[\s\-]?{scaled}?(?P<paid>(?-i:{symbols}|(?<=[\s\-])(?:{codes})\b))(?!\s?\d)"
    return f"(?-i:{alternatives(signs)})|%", after
