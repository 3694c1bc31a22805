"""Texts and questions as terms: stems where the language has a stemmer, pairs of signs where the
script writes no blanks.

Every language with a stemmer has its own analyzer, all others share `plain`; texts of scripts
without blanks are cut into overlapping pairs of signs (bigrams), the field's usual way for Chinese,
Japanese and Thai (Lucene's CJKAnalyzer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import tantivy

from pipeline.language.load import load_scripts
from pipeline.language.scripts import is_blankless
from pipeline.language.words import bare, mark_ranges

STEMMERS: Final = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""ISO 639-1 -> the Snowball stemmer of tantivy."""

PLAIN: Final = "plain"
PAIRS: Final = "pairs"
GROUPS: Final = (*STEMMERS, PLAIN, PAIRS)
"""Ways to analyse a text, each with fields of its own in the index."""

LONGEST_WORD: Final = 60
"""Letters beyond which a run of signs is no word (chosen by hand, 2026-11): base64, addresses."""


@dataclass(frozen=True, slots=True)
class Term:
    """One unit of a question: a word or, in quotes, a phrase; `barred` where it must not stand."""

    text: str
    phrase: bool = False
    barred: bool = False


def parse_terms(words: str) -> list[Term]:
    """The terms of a question: words, "phrases in quotes", and -barred ones.

    Nothing that a person types is an error: signs that mean nothing are left out.
    """
    terms = []
    for match in re.finditer(
        r'(?<!\S)(-?)(?:"([^"]*)"|(\S+))', words.replace("“", '"').replace("”", '"')
    ):
        barred, phrase, word = bool(match[1]), match[2], match[3]
        if phrase is not None:
            terms += [Term(phrase, phrase=True, barred=barred)] if _has_words(phrase) else []
        else:
            bare = word.strip('"')
            terms += [Term(part, barred=barred) for part in _units(bare) if _has_words(part)]
    return terms


def _units(word: str) -> list[str]:
    """A word as it stands; runs of a script without blanks as their pairs of signs."""
    if not is_blankless(word):
        return [word]
    return pairs(word).split()


def _has_words(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def group_of(text: str, lang: str) -> str:
    """The group that an article's fields are in, by its script and its language (ISO 639-1)."""
    if len(re.findall(_blankless(), text[:2000])) * 3 > len(text[:2000]):
        return PAIRS
    return lang if lang in STEMMERS else PLAIN


@cache
def _blankless() -> str:
    return f"[{''.join(load_scripts().blankless)}]"


def pairs(text: str) -> str:
    """The text with each run of a script without blanks as its pairs, blanks between them."""
    return re.sub(f"{_blankless()}+", lambda run: f" {_paired(run[0])} ", text)


def _paired(run: str) -> str:
    return " ".join(run[i : i + 2] for i in range(max(1, len(run) - 1)))


@cache
def analyzer(group: str) -> tantivy.TextAnalyzer:
    """The analyzer of a group: lower case, stem, then letters without their accents."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(LONGEST_WORD))
    builder = builder.filter(tantivy.Filter.lowercase())
    if group in STEMMERS:
        builder = builder.filter(tantivy.Filter.stemmer(STEMMERS[group]))
    return builder.filter(tantivy.Filter.ascii_fold()).build()


def indexed(text: str, group: str) -> str:
    """The text as its group's analyzer takes it: without optional signs, runs as pairs."""
    return pairs(bare(text)) if group == PAIRS else bare(text)


def analyzed(text: str, group: str) -> list[str]:
    """The terms of a text in a group, in their order."""
    words: list[str] = analyzer(group).analyze(indexed(text, group))
    return words


def matches(text: str, terms: Sequence[Term], group: str) -> list[tuple[int, int]]:
    """Where the terms stand in a text, as (start, end) of characters, in order and apart."""
    sought = {stem for term in terms if not term.barred for stem in analyzed(term.text, group)}
    find = _pair_spans if group == PAIRS else _word_spans
    return _joined(find(text, sought, group)) if sought else []


def _word_spans(text: str, sought: set[str], group: str) -> list[tuple[int, int]]:
    """Each different word of the text is stemmed once; those that match are looked for."""
    words = [word for word in set(_word().findall(text)) if _is_sought(stem(word, group), sought)]
    return sorted(span for word in words for span in _spans_of(word, text))


def _is_sought(stems: str, sought: set[str]) -> bool:
    """Whether a word of these terms, mostly one, is among those sought."""
    return stems in sought or (" " in stems and sought.issuperset(stems.split()))


def _spans_of(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Where it stands as a whole word."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (_continues(text[start - 1 : start]) or _continues(text[end : end + 1])):
            yield start, end
        start = text.find(word, end)


def _continues(sign: str) -> bool:
    """Whether a word goes on with this sign."""
    return sign.isalnum() or bool(sign and _mark().match(sign))


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(f"[{mark_ranges()}]")


@cache
def _word() -> re.Pattern[str]:
    """A run of letters, digits and marks: what tantivy cuts at a mark is a word all the same."""
    return re.compile(rf"[^\W_]+(?:[{mark_ranges()}]+[^\W_]*)*")


@lru_cache(maxsize=100_000)
def stem(word: str, group: str) -> str:
    """The term of one word in a group; 100,000 are remembered, 10 MB."""
    return " ".join(analyzed(word, group))


def _pair_spans(text: str, sought: set[str], group: str) -> list[tuple[int, int]]:
    signs = [
        found.span()
        for term in sought
        if is_blankless(term)
        for found in re.finditer(re.escape(term), text)
    ]
    latin = {term for term in sought if not is_blankless(term)}
    return sorted(signs + (_word_spans(text, latin, group) if latin else []))


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap or touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


SNIPPET: Final = 240
"""Characters of a snippet, two lines of a page (chosen by hand, 2026-11)."""


def snippet(
    text: str, terms: Sequence[Term], group: str
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The passage of the text with most different terms, on one line, and where they stand in it.

    Without a match the text's first words, and no spans.
    """
    line = " ".join(text.split())
    spans = matches(line, terms, group)
    start = _best_start(line, spans)
    end = min(len(line), start + SNIPPET)
    if end < len(line) and (blank := line.rfind(" ", start, end)) > start + SNIPPET // 2:
        end = blank
    head, tail = "…" if start else "", "…" if end < len(line) else ""
    shift = start - len(head)
    inside = tuple((a - shift, b - shift) for a, b in spans if a >= start and b <= end)
    return head + line[start:end] + tail, inside


def _best_start(line: str, spans: Sequence[tuple[int, int]]) -> int:
    """Where the passage with most different matches begins, at a word."""
    if not spans:
        return 0
    best, most = spans[0][0], -1
    for i, (start, _) in enumerate(spans):
        within = {line[a:b].lower() for a, b in spans[i:] if b <= start + SNIPPET - 40}
        if len(within) > most:
            best, most = start, len(within)
    start = max(0, best - 40)
    if start and (blank := line.find(" ", start, best)) >= 0:
        start = blank + 1
    return min(start, best) if best + SNIPPET // 2 < len(line) or start == 0 else _tail(line, best)


def _tail(line: str, best: int) -> int:
    """Near the end: as much as fits before it."""
    start = max(0, len(line) - SNIPPET)
    if start and (blank := line.find(" ", start, best)) >= 0:
        start = blank + 1
    return min(start, best)
