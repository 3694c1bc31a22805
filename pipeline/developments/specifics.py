"""What one sentence says, taken apart: content words with weights, names, numbers, cues.

`read(sentence)` gives a `Reading`; novelty is computed over readings and vectors alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import log10

from pipeline.developments.attribution import OUTLET, mentions_outlet
from pipeline.language.lexicon import words
from pipeline.language.numbers import numbers
from pipeline.language.text import normal, tokens

_STOP = frozenset(
    words(
        "a an the and or but nor of in on at to for from with by as is are was were be been being "
        "am has have had having do does did done will would could may might can shall should must "
        "that which who whom whose what this these those it its he she they we i you his her "
        "their our my your him them us me after before during since until while when where than "
        "then there into over under about around between against among per each every more most "
        "so also not no if because including both all some any other another such only own same "
        "very just too up out off down through how why said say says told tell tells saying "
        "according mr mrs ms dr s t re ve ll d reported reportedly report reports stated "
        "statement noted added adds claimed claims alleged allegedly described media sources "
        "source press outlet outlets news agency newspaper familiar spokesman spokeswoman "
        "spokesperson asked"
    )
)
_TITLES = frozenset(
    words(
        "president minister prime senator secretary governor mayor general chief director judge "
        "justice officer spokesman spokeswoman spokesperson professor doctor king queen prince "
        "pope chancellor chairman chairwoman ceo commissioner"
    )
)
_MONTHS = (
    "january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug sep sept oct nov dec"
)
_MONTH_SET = frozenset(_MONTHS.split())
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_NO_NAMES = _STOP | _DAYS | _MONTH_SET | _TITLES
_CAPITAL = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w'\-]*")
_QUOTED = re.compile(r'"([^"]+)"')
# Who says so is not what is said: "Fox News reported that" carries no news of its own.
_ATTRIBUTED = re.compile(
    rf"\b(?:told|[Aa]ccording to|[Aa]s reported by|citing|quoting)\s(?:the\s)?{OUTLET}|"
    rf"{OUTLET}\s(?:reported|reports|said|says|wrote|noted|quoted)(?:\sthat)?\b"
)
_IRREGULAR = {
    "killed": "kill", "killing": "kill", "dead": "kill", "deaths": "kill", "death": "kill",
    "died": "kill", "dying": "kill", "dies": "kill", "arrested": "arrest", "detained": "arrest",
    "held": "hold", "won": "win", "lost": "lose", "left": "leave", "went": "go", "came": "come",
    "gave": "give", "given": "give", "took": "take", "taken": "take", "made": "make",
    "found": "find",
    "paid": "pay", "sold": "sell", "bought": "buy", "led": "lead", "met": "meet", "sent": "send",
    "rose": "rise", "risen": "rise", "fell": "fall", "fallen": "fall", "began": "begin",
    "begun": "begin", "broke": "break", "broken": "break", "struck": "strike", "shot": "shoot",
    "fled": "flee", "fought": "fight", "wrote": "write", "written": "write", "spoke": "speak",
    "children": "child", "men": "man", "women": "woman", "americans": "america",
    "american": "america", "us": "america", "usa": "america",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence taken apart. Sets hold lower-case stems."""

    text: str
    words: dict[str, float]  # content words and numbers, each with its rarity
    weight: float  # of all words together
    names: frozenset[str]  # words written with a capital inside the sentence
    figures: frozenset[str]  # "#75", "#5e+07$"
    days: frozenset[str]  # weekdays, months, years
    quoted: frozenset[str]  # content words inside quotation marks
    length: int  # words in all
    low: str  # the text in lower case


@lru_cache(maxsize=65536)
def read(sentence: str) -> Reading:
    """Take one sentence apart."""
    plain = normal(sentence)
    found = tokens(_ATTRIBUTED.sub(" ", plain) if mentions_outlet(plain) else plain)
    figures = dict.fromkeys(f"#{n.value:.6g}{n.unit}" for n in numbers(plain))
    digits = dict.fromkeys(word for word in found if word[0].isdigit())
    weights = {word: rarity(word) for word in (*figures, *digits)}
    for word in found:
        if word not in _STOP and word not in digits:
            weights[stem(word)] = max(rarity(word), weights.get(stem(word), 0.0))
    days = frozenset(w for w in found if w in _DAYS or _is_month(w, plain)) | {
        w for w in digits if len(w) == 4 and w[:2] in ("19", "20")
    }
    return Reading(
        text=sentence,
        words=weights,
        weight=sum(weights.values()),
        names=names(plain),
        figures=frozenset(figures),
        days=days,
        quoted=frozenset(
            stem(word)
            for part in _QUOTED.findall(plain)
            for word in tokens(part)
            if word not in _STOP
        ),
        length=len(found),
        low=sentence.lower().replace("i\u0307", "i"),  # a dotted capital I is one letter
    )


def _is_month(word: str, plain: str) -> bool:
    return word in _MONTH_SET and word.capitalize() in plain


def names(plain: str) -> frozenset[str]:
    """Stems of capitalised words that do not merely begin a sentence, a quote or a heading."""
    words = plain.split()
    capitals = sum(1 for w in words if w[:1].isupper())
    if len(words) > 3 and capitals > 0.7 * len(words):
        return frozenset()
    found = set()
    for match in _CAPITAL.finditer(plain):
        word, start = match[0], match.start() - 1
        low = word.lower().removesuffix("'s")
        if low in _NO_NAMES:
            continue
        while start >= 0 and plain[start] == " ":
            start -= 1
        begins = start < 0 or plain[start] in ".!?:\"([-–—'•"
        # The first word of "Salome Achterberg said" is a name because the second is.
        if (
            not begins
            or (len(word) > 1 and word.isupper())
            or _NAME_FOLLOWS.match(plain, match.end())
        ):
            found.add(stem(low))
    return frozenset(found)


_NAME_FOLLOWS = re.compile(r" [A-ZÀ-Þ][a-zà-ÿ]")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word's rough stem: plural, -ed, -ing off, doubles made one; common irregulars mapped."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isascii():
        return word
    for ending, rest in (
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("ly", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return _undouble(word[: -len(ending)] + rest)
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _undouble(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def rarity(word: str) -> float:
    """How much a word tells, 0.1..1: 1 for a number or a word no reader meets daily.

    From its Zipf frequency (wordfreq 3, eight orders of magnitude).
    """
    if word[0] == "#" or word[0].isdigit():
        return 0.9
    return min(1.0, max(0.1, (7.0 - commonness(word)) / 5.0))


def commonness(word: str) -> float:
    """A word's Zipf frequency in English, 0..8; 0 for one that wordfreq 3 does not know."""
    from wordfreq import get_frequency_dict, zipf_frequency  # noqa: PLC0415 - loads its table

    if word.isascii() and word.isalpha() and word.islower():  # nothing in it to be cut
        share = get_frequency_dict("en").get(word, 0.0)
        return round(log10(share) + 9.0, 2) if share else 0.0
    return float(zipf_frequency(word, "en"))
