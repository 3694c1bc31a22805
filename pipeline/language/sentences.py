"""Sentences of a text: the one way this program cuts text into sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.language.load import ENGLISH, alternatives, load_language
from pipeline.language.records import Language
from pipeline.language.words import normal

# Stops that need no blank behind them: of East Asia, Myanmar, Khmer, Ethiopic, Armenian. NFKC makes
# "！" and "？" plain, which are stops between signs of East Asia: "本当か?彼は".
_STOPS = "。။។៕።፧։"
_EAST = "\u3040-\u30ff\u3400-\u9fff"
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"  # asks with ";"
# A closing mark may stand after a blank, as French has it: "Fini ! »"; German opens with it.
_BREAK = re.compile(
    rf"((?:[.!?…؟۔।॥]+|(?<=[{_GREEK}]);)[\"'”’»)\]]*(?: »(?=[\s,;:.]|$))?)(?:\s+|$)"
    rf"|((?:[{_STOPS}]+|(?<=[{_EAST}])[!?]+(?=[」』”\"]*[「『“{_EAST}]))[」』”\"]*)\s*"
)
# A caption's credit belongs to it: "(Ana Roe/AP)", "REUTERS/Ana Roe", "AP Photo/Ana Roe".
_CREDIT = re.compile(
    r"\(?[A-ZÀ-Þ][\w.'’\-]*(?: [A-ZÀ-Þ][\w.'’\-]*){0,3} ?/ ?[A-ZÀ-Þ][\w.'’\-]*"
    r"(?:[ /][A-ZÀ-Þ][\w.'’\-]*){0,4}\)?\.?"
)
_CAPTION = re.compile(rf"(?:^|[.!?:] ?)(?:{_CREDIT.pattern})$")
_CAPITALS = re.compile(
    r"(?P<heading>[A-ZÀ-ÞЀ-Я0-9][A-ZÀ-ÞЀ-Я0-9'’&:,\-]*(?: [A-ZÀ-ÞЀ-Я0-9'’&:,\-]+)+)"
    r" (?=[A-ZÀ-ÞЀ-Я][a-zà-ÿа-я]|[A-ZÀ-Þ] )"
)
# Words of such a heading, before a word that begins sentences and before any; by hand (2026-11).
_HEADING, _LONG_HEADING = 3, 6
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
    after_quote: tuple[str, ...]
    starts: re.Pattern[str]  # words that begin sentences, with a capital


def sentences(text: str, lang: str = ENGLISH) -> list[str]:
    """Sentences in reading order, stripped. A line break always ends one.

    Abbreviations, initials ("J. Smith"), decimals and ellipses inside a sentence do not. A
    photographer's credit stays with its caption; a heading in capitals comes apart.

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
            cut += _without_heading(line[start : mark.end()].strip(), rules)
            start = mark.end()
        cut += _without_heading(line[start:].strip(), rules)
    return [sentence for sentence in cut if sentence]


def is_caption(sentence: str) -> bool:
    """Whether a sentence ends with a photographer's credit: a picture's caption."""
    return _CAPTION.search(sentence.rstrip()) is not None


def _without_heading(sentence: str, rules: _Rules) -> list[str]:
    """The sentence; a heading in capitals that a page has run into it comes apart."""
    match = _CAPITALS.match(sentence)
    if match is None:
        return [sentence]
    heading, rest = match["heading"], sentence[match.end("heading") :].lstrip()
    words = heading.split()
    if len(words) >= _LONG_HEADING or (len(words) >= _HEADING and rules.starts.match(rest)):
        return [heading.strip(), rest]
    return [sentence]


def _goes_on(line: str, start: int, mark: re.Match[str], rules: _Rules) -> bool:
    """Whether the full stop at `mark` is inside a sentence."""
    rest = line[mark.end() :]
    if mark[2]:
        closed = mark[2][-1] in '」』”"'
        return closed and rest.startswith(rules.after_quote)
    if not rest or rest[0].islower() or _CREDIT.fullmatch(rest):
        return bool(rest)
    return mark[1] == "." and _is_inside(line[start : mark.start()], rest, rules)


def _is_inside(before: str, rest: str, rules: _Rules) -> bool:
    """Whether a full stop belongs to the word before it, and the sentence goes on."""
    last = before.rsplit(None, 1)[-1:] or [""]
    word = last[0].lstrip("\"'([").lower()
    if word in rules.final:
        return not rules.opener.match(rest)
    initial = len(word) == 1 and word.isalpha() and word not in rules.letter_words
    ordinal = rules.ordinals and word.isdigit() and len(word) <= _ORDINAL_DIGITS
    if ordinal:  # "am 3. Oktober"; "stieg auf 41. Die Polizei ..."
        return not rules.opener.match(rest)
    if initial:
        return True
    elided = word.partition("'")[2]  # "l'on. Conte"
    if len(elided) > 1 and elided in rules.abbreviations:
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
        after_quote=listed.after_quote,
        starts=re.compile(
            rf"(?:{alternatives({word.capitalize() for word in language.words.stop})})\b"
        ),
    )
