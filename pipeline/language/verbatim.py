"""Passages of a text as they stand in it, found by what `normal` and `sentences` made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from pipeline.language.load import ENGLISH
from pipeline.language.sentences import sentences
from pipeline.language.words import normal

Spans = list[tuple[int, int]]

_BLANKS = re.compile(r"[^\S\r\n]+")
# Parts of Korean syllables and half-wide voice marks: NFKC joins them with what stands before them.
_JOINING = re.compile("[\u1100-\u11ff\u3130-\u318f\uff9e\uff9f\uffa0-\uffdc]")


def verbatim(text: str, passages: Sequence[str]) -> list[str]:
    """Each passage of `normal(text)` as `text` itself has it: its own quotes, dashes and blanks.

    What comes back is part of `text`, letter for letter; a passage that `normal(text)` does not
    hold comes back as it is.
    """
    plain = normal(text)
    if plain == text or not passages:
        return list(passages)
    spans = _aligned(text, plain)
    return [_as_written(text, plain, spans, passage) for passage in passages]


def without_sentences(text: str, lang: str, leave_out: Callable[[str], bool]) -> str:
    """The text without the `sentences` to leave out, a line break for each; the rest letter for
    letter."""
    plain, at, gone = normal(text), 0, []
    for sentence in sentences(text, lang or ENGLISH):
        start = plain.index(sentence, at)
        at = start + len(sentence)
        if leave_out(sentence):
            gone.append((start, at))
    if not gone:
        return text
    spans = [(i, i + 1) for i in range(len(text))] if plain == text else _aligned(text, plain)
    for start, end in reversed(gone):
        text = text[: spans[start][0]] + "\n" + text[spans[end - 1][1] :]
    return text.strip()


def _as_written(text: str, plain: str, spans: Spans, passage: str) -> str:
    at = plain.find(passage)
    if at < 0 or not passage:
        return passage
    return text[spans[at][0] : spans[at + len(passage) - 1][1]]


def _aligned(text: str, plain: str) -> Spans:
    """For each sign of `plain`, where the piece of `text` that it came of stands.

    Pieces are signs with what may melt into them. Should `normal` reach over such pieces all the
    same, they are whole lines, and then the whole text.
    """
    for pieces in (_signs(text), _lines(text)):
        made = [(normal(text[start:end]), (start, end)) for start, end in pieces]
        if "".join(part for part, _ in made) == plain:
            return [span for part, span in made for _ in part]
    return [(0, len(text))] * len(plain)


def _signs(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    while start < len(text):
        blanks = _BLANKS.match(text, start)
        end = blanks.end() if blanks else start + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        yield start, end
        start = end


def _joins(sign: str) -> bool:
    """Whether a sign may become one with the sign before it."""
    if sign.isascii():
        return False
    return unicodedata.category(sign)[0] == "M" or _JOINING.match(sign) is not None


def _lines(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for line in re.split(r"(?<=[\r\n])", text):
        yield start, start + len(line)
        start += len(line)
