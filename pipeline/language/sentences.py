"""Sentences of a text: the one way this program cuts text into sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.language.load import ENGLISH, alternatives, load_language
from pipeline.language.records import Language
from pipeline.language.words import normal

_BREAK = re.compile(r"([.!?…]+[\"'”’»)\]]*|[。！？]+[」』”]*)(?:\s+|(?<=[。！？」』”])|$)")
_ORDINAL_DIGITS = 2  # a year ends a sentence
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a language's full stops may mean."""

    abbreviations: frozenset[str]
    final: frozenset[str]
    opener: re.Pattern[str]
    letter_words: frozenset[str]
    ordinals: bool


def sentences(text: str, lang: str = ENGLISH) -> list[str]:
    """Sentences in reading order, stripped. A line break always ends one.

    Abbreviations, initials ("J. Smith"), decimals and ellipses inside a sentence do not.

    Args:
        text: Any text; `normal` is applied to it.
        lang: ISO 639-1; whose abbreviations.
    """
    rules = _rules(load_language(lang))
    cut: list[str] = []
    for line in normal(text).split("\n"):
        start = 0
        for mark in _BREAK.finditer(line):
            if _goes_on(line, start, mark, rules):
                continue
            cut.append(line[start : mark.end()].strip())
            start = mark.end()
        cut.append(line[start:].strip())
    return [sentence for sentence in cut if sentence]


def _goes_on(line: str, start: int, mark: re.Match[str], rules: _Rules) -> bool:
    """Whether the full stop at `mark` is inside a sentence."""
    rest = line[mark.end() :]
    if not rest or mark[1][0] not in ".…":
        return bool(rest) and rest[0].islower()
    if rest[0].islower():
        return True
    if mark[1] != ".":
        return False
    last = line[start : mark.start()].rsplit(None, 1)[-1:] or [""]
    word = last[0].lstrip("\"'([").lower()
    if word in rules.final:
        return not rules.opener.match(rest)
    initial = len(word) == 1 and word.isalpha() and word not in rules.letter_words
    ordinal = rules.ordinals and word.isdigit() and len(word) <= _ORDINAL_DIGITS
    if initial or ordinal:
        return True
    return word in rules.abbreviations or _INITIALS.fullmatch(word) is not None


@cache
def _rules(language: Language) -> _Rules:
    listed = language.sentences
    return _Rules(
        abbreviations=listed.abbreviations | language.dates.short_forms,
        final=listed.final_abbreviations,
        opener=re.compile(rf"[\"']?(?:{alternatives(listed.openers)})\b"),
        letter_words=listed.letter_words,
        ordinals=listed.ordinals,
    )
