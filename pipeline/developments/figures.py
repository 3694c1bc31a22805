"""Quantities with what they count.

`figures("killing more than 75 people")` -> value 75, counts "killed", hedge "more than".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from pipeline.developments.counting import Counted, counted_numbers, is_goal, moved_thing
from pipeline.language import records
from pipeline.language.load import ENGLISH, alternatives, load_currencies, load_language
from pipeline.language.numbers import Number
from pipeline.language.scripts import is_blankless
from pipeline.language.stems import singular
from pipeline.language.words import as_written, bare, mark_ranges
from pipeline.records import Figure

_SIGN = r"[.;:!?,()\"“”—–。「」『』؛؟،、]"
_LETTERS = rf"[^\W\d_]+(?:[{mark_ranges()}]+[^\W\d_]*)*"
_WORD = re.compile(rf"{_LETTERS}(?:['’\-]{_LETTERS})*|{_SIGN}")
_MARK = re.compile(_SIGN)
_CUT = frozenset('.;:!?()"“”—–。「」『』؛؟')
_COMMAS = frozenset(",،、")
_TIMES = ("second", "minute", "hour", "day", "week", "month", "year")
_NO_TOLL = frozenset((*load_currencies().signs, "mark", *_TIMES))  # units: no people counted
_PHRASE = 3  # content words after a number that say what it counts
_AFTER, _BEFORE = 80, 90  # characters looked at on either side of a number
_CLAUSE = 9  # words in which "were killed" may follow


@dataclass(frozen=True, slots=True)
class CountWording:
    """How a language says what a number counts, and that it changed; compiled."""

    listed: records.Figures
    word: re.Pattern[str]  # a word or a mark; without blanks, one of the words listed
    stop: frozenset[str]
    days: frozenset[str]
    classes: dict[str, str]  # word -> what people count in news, a key of the ledger
    parts: dict[str, str]  # word -> part of the whole
    including: re.Pattern[str]
    difference: re.Pattern[str]
    elided: re.Pattern[str]
    by: re.Pattern[str]
    other: re.Pattern[str]
    more: re.Pattern[str]
    measure: re.Pattern[str]
    up: re.Pattern[str]
    down: re.Pattern[str]
    changed: re.Pattern[str]
    lowered: re.Pattern[str]


def count_wording(lang: str = ENGLISH) -> CountWording:
    """The wording of a language (ISO 639-1)."""
    return _wording(load_language(lang))


@cache
def _wording(language: records.Language) -> CountWording:
    listed = language.figures

    def compiled(expression: str) -> re.Pattern[str]:
        return re.compile(expression, re.IGNORECASE)

    return CountWording(
        listed=listed,
        word=_words(listed),
        stop=language.words.stop | listed.stop,
        days=listed.days | frozenset(language.dates.weekday_numbers),
        classes={word: key for key, words in listed.classes.items() for word in words},
        parts={word: key for key, words in listed.parts.items() for word in words},
        including=compiled(listed.including),
        difference=compiled(listed.difference),
        elided=compiled(rf"^(?:{alternatives(listed.elided)})['’](?=\w)"),
        by=compiled(listed.by),
        other=compiled(listed.other),
        more=compiled(listed.more),
        measure=compiled(listed.measure),
        up=compiled(listed.up),
        down=compiled(listed.down),
        changed=compiled(listed.changed),
        lowered=compiled(listed.lowered),
    )


def _words(listed: records.Figures) -> re.Pattern[str]:
    """What a text is cut into around a number."""
    counted = [w for words in (*listed.classes.values(), *listed.parts.values()) for w in words]
    if not is_blankless("".join(listed.classes["killed"])):
        return _WORD
    words = (*counted, *listed.stop, *listed.lead, *listed.whole, *listed.clause_ends)
    return re.compile(f"{alternatives(words)}|[A-Za-z]+|{_SIGN}")


def figures(
    sentence: str,
    article_id: str = "",
    *,
    lang: str = "en",
    story_id: str = "",
    at: datetime | None = None,
) -> list[Figure]:
    """The counted quantities of one sentence, in order; dates, years and names of things are none.

    Args:
        sentence: One sentence of an article.
        article_id: Kept in each figure.
        lang: ISO 639-1; whose words and separators; English's for a language without data.
        story_id: Kept in each figure.
        at: When the article counts as told; kept in each figure.
    """
    return [
        Figure(
            article_id=article_id,
            story_id=story_id,
            at=at,
            sentence=sentence,
            **(counted | {"raw": as_written(sentence, counted["raw"])}),
        )
        for counted in _counted(bare(sentence), lang)
    ]


@lru_cache(maxsize=8192)
def _counted(sentence: str, lang: str) -> tuple[dict[str, Any], ...]:
    """Value, unit, counts, hedge and raw text of each counted quantity."""
    wording = count_wording(lang)
    counted = counted_numbers(sentence, lang)
    rows = []
    for i, one in enumerate(counted):
        number = one.number
        stop = counted[i + 1].first if i + 1 < len(counted) else len(sentence)
        before, after = _before(sentence, counted[: i + 1], lang), sentence[number.end : stop]
        behind = _behind_inclusion(sentence, number, wording)
        counts, end = _counts(before, after, number, wording, behind)
        if not counts and one.former:
            counts, _ = _counts(before, sentence[one.former.end :], number, wording)
        if not counts and not number.unit:
            counts = _moved(before, lang, wording)
        if wording.difference.search(before) and is_goal(after, lang) and i + 1 < len(counted):
            counts = "other " + counts.removeprefix("other ")
        if counts or number.unit:
            raw = sentence[number.start : number.end + end].strip(" ,.;")
            rows.append(
                {
                    "value": number.value,
                    "unit": number.unit,
                    "counts": counts,
                    "hedge": number.hedge,
                    "raw": raw,
                }
            )
    return tuple(rows)


def _before(sentence: str, counted: Sequence[Counted], lang: str) -> str:
    """The text between the last number counted and the one before it.

    In "rose by five to 41" it is what 41 would have before it without the difference.
    """
    starts = [0, *(one.last for one in counted)]
    before = sentence[starts[-2] : counted[-1].number.start]
    if len(counted) > 1 and is_goal(before, lang):
        earlier = sentence[starts[-3] : counted[-2].first]
        if difference := count_wording(lang).difference.search(earlier):
            return earlier[: difference.start()] + before.lstrip()
    return before


def _behind_inclusion(sentence: str, number: Number, wording: CountWording) -> str:
    """What follows "15 people, including 3 children," for either number; "" where none does so."""
    for match in wording.including.finditer(sentence):
        between = sentence[number.end : match.start()]
        inside = match.start() < number.start < match.end()
        if inside or (number.end <= match.start() and not _MARK.search(between)):
            return sentence[match.end() :]
    return ""


def _counts(
    before: str, after: str, number: Number, wording: CountWording, behind: str = ""
) -> tuple[str, int]:
    """What the number counts, and how many characters after it still belong to the phrase.

    `behind`: where the clause goes on.
    """
    classes, measure = wording.classes, wording.measure
    phrase, end = following(after, wording, frozenset() if number.unit else wording.days)
    if phrase and phrase[-1] == wording.listed.votes and wording.by.search(before):
        return wording.listed.majority, end
    added = wording.other.search(before) or (not number.unit and wording.more.match(after))
    other = "other " if added else ""
    clause = _clause(after, wording) + _clause(behind, wording)
    group = next((classes[w] for w in [*phrase, *clause] if w in classes), "")
    if not group and not number.unit:
        group = next((classes[w] for w in preceding(before, 7, wording) if w in classes), "")
    if group and number.unit not in _NO_TOLL:
        return other + _grouped(phrase, group, wording), end
    if phrase:
        return other + " ".join(singular(w) for w in phrase), end
    if number.unit:
        return other + " ".join(singular(w) for w in preceding(before, 2, wording)[::-1]), 0
    measured = measure.search(before)
    return other + singular(measured[1].lower()) if measured else "", 0


def _moved(before: str, lang: str, wording: CountWording) -> str:
    """What a bare number counts that something moved to: "people in shelters fell to"."""
    thing, opens = moved_thing(before, lang)
    words = following(thing, wording)[0] if opens else preceding(thing, 2, wording)[::-1]
    return " ".join(singular(word) for word in words)


def _grouped(phrase: list[str], group: str, wording: CountWording) -> str:
    """The class and, unless it is people at large, who they are: "child killed"."""
    whole, classes = wording.listed.whole, wording.classes
    if not phrase or phrase[-1] in whole or phrase[0] in classes or phrase[0] in whole:
        return group
    who = next((wording.parts[w] for w in phrase if w in wording.parts), "")
    noun = next((w for w in reversed(phrase) if w not in classes), "")
    return f"{who or singular(noun)} {group}"


def _word(match: re.Match[str], wording: CountWording) -> str:
    """A word in lower case, without what is elided before it: "d'arrestations"."""
    return wording.elided.sub("", match[0].lower())


def following(
    after: str, wording: CountWording, days: frozenset[str] = frozenset()
) -> tuple[list[str], int]:
    """Up to three content words right after a number, and where they end: "lethal strikes".

    `days`: words that end them too, after a number without a unit ("rose to 41 Sunday").
    """
    words: list[str] = []
    end = 0
    for match in wording.word.finditer(after[:_AFTER]):
        word = _word(match, wording)
        if word in _CUT or word in _COMMAS:
            break
        if not words and word in wording.listed.lead:
            continue
        if word in wording.stop or len(words) == _PHRASE or _verbal(word, words, wording):
            break
        if word in wording.listed.clause_ends or word in days:
            break
        words.append(word)
        end = match.end()
    return words, end


def _verbal(word: str, words: list[str], wording: CountWording) -> bool:
    """A verb ends the noun phrase, but a class word ("killed") is its most telling part.

    Where verbs have no endings of their own those for a movement do ("auf neun gestiegen").
    """
    endings = wording.listed.verb_endings
    if not endings:
        return bool(wording.up.match(word) or wording.down.match(word))
    return bool(words) and word.endswith(endings) and word not in wording.classes


def _clause(after: str, wording: CountWording) -> list[str]:
    """The words up to the next comma, "and" or stop: where "were killed" may stand."""
    words = []
    for match in wording.word.finditer(after[:_AFTER]):
        word = _word(match, wording)
        if word in _CUT or word in _COMMAS or word in wording.listed.clause_ends:
            break
        words.append(word)
    return words[:_CLAUSE]


def preceding(before: str, limit: int, wording: CountWording) -> list[str]:
    """The nearest content words before a number, nearest first, within the clause."""
    words = []
    for match in reversed(list(wording.word.finditer(before[-_BEFORE:]))):
        word = _word(match, wording)
        if word in _CUT:
            break
        if word not in _COMMAS and word not in wording.stop:
            words.append(word)
        if len(words) == limit:
            break
    return words
