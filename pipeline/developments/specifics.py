"""What one sentence says, taken apart: content words with weights, names, numbers, days, quotes.

`read_sentence(text)` gives a `Reading`; novelty is computed over readings and vectors alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.language.frequency import rarity
from pipeline.language.load import ENGLISH, alternatives, load_language
from pipeline.language.names import names
from pipeline.language.numbers import numbers
from pipeline.language.records import Language
from pipeline.language.scripts import is_blankless
from pipeline.language.sources import mentions_outlet, source_wording
from pipeline.language.stems import light_stem
from pipeline.language.words import bare, normal, tokens

_QUOTED = re.compile(r'"([^"]+)"')
_DOTTED_I = "i\u0307"  # "İ" in lower case is two signs, and one letter


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
def read_sentence(sentence: str, lang: str = ENGLISH) -> Reading:
    """Take one sentence apart.

    Who says so is not what is said: "Fox News reported that" carries no news of its own, and its
    words are left out.

    Args:
        sentence: As `sentences` cuts it.
        lang: ISO 639-1; whose stop words, stems, numbers and days.
    """
    language = load_language(lang)
    stop = _stop(language)
    plain = bare(normal(sentence))
    reported = source_wording(lang).reported
    said = tokens(reported.sub(" ", plain) if mentions_outlet(plain, lang) else plain)
    figures = dict.fromkeys(f"#{n.value:.6g}{n.unit}" for n in numbers(plain, lang))
    digits = dict.fromkeys(word for word in said if word[0].isdigit())
    weights = _weights(said, [*figures, *digits], stop, lang)
    return Reading(
        text=sentence,
        words=weights,
        weight=sum(weights.values()),
        names=names(plain, lang),
        figures=frozenset(figures),
        days=_days(said, plain, language),
        quoted=frozenset(
            light_stem(word, lang)
            for part in _QUOTED.findall(plain)
            for word in tokens(part)
            if word not in stop
        ),
        length=len(said),
        low=bare(sentence).lower().replace(_DOTTED_I, "i"),
    )


def _weights(
    said: list[str], quantities: list[str], stop: frozenset[str], lang: str
) -> dict[str, float]:
    """Rarity of quantities and of the stems of content words; of forms of one stem the highest."""
    weights = {word: rarity(word) for word in quantities}
    for word in said:
        if word not in stop and not word[0].isdigit():
            stem = light_stem(word, lang)
            weights[stem] = max(rarity(word), weights.get(stem, 0.0))
    return weights


def _days(said: list[str], plain: str, language: Language) -> frozenset[str]:
    """Weekdays, months where they are written as the language does, and years."""
    weekdays, months = _calendar(language)
    small = language.code != ENGLISH  # months without a capital
    if small and is_blankless(plain):
        return frozenset({*re.findall(alternatives((*weekdays, *months)), plain)} | _years(said))
    return _years(said) | {
        word
        for word in said
        if word in weekdays or (word in months and (small or word.capitalize() in plain))
    }


def _years(said: list[str]) -> frozenset[str]:
    return frozenset(word for word in said if len(word) == 4 and word[:2] in ("19", "20"))


@cache
def _stop(language: Language) -> frozenset[str]:
    return language.words.stop | language.words.stop_sentence


@cache
def _calendar(language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """Names of weekdays, and of months with their short forms."""
    dates = language.dates
    return frozenset(dates.weekday_numbers), frozenset(dates.month_numbers)
