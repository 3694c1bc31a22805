"""An alert's HTML form as blocks, from which every channel's own markup is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Literal

from pipeline.language.sentences import sentences

Kind = Literal["heading", "quote", "item", "text"]
Style = Literal["", "bold", "italic", "code", "deleted"]

MARK = "[…]"
"""Stands where a shortened text goes on."""

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "blockquote": "quote",
    "li": "item",
    "p": "text",
    "div": "text",
    "tr": "text",
}
_STYLES: dict[str, Style] = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "code": "code",
    "pre": "code",
    "del": "deleted",
    "s": "deleted",
    "strike": "deleted",
}
_SILENT = frozenset({"script", "style", "head", "title"})


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; `href` makes it a link."""

    text: str
    style: Style = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of one kind."""

    kind: Kind
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.spans)


def parse_blocks(html: str) -> tuple[Block, ...]:
    """The blocks of an HTML fragment; tags without a meaning here are unwrapped, text is kept."""
    parser = _BlockParser()
    parser.feed(html)
    parser.close()
    return parser.finished()


class _BlockParser(HTMLParser):
    """Collects blocks; an unknown tag changes nothing but is not shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[Block] = []
        self._kind: Kind = "text"
        self._spans: list[Span] = []
        self._styles: list[tuple[str, Style]] = []
        self._href = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _KINDS:
            self._end_block(_KINDS[tag])
        elif tag in ("br", "hr", "ul", "ol", "table"):
            self._end_block(self._kind if tag == "br" else "text")
        elif tag in _STYLES:
            self._styles.append((tag, _STYLES[tag]))
        elif tag == "a":
            self._href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _KINDS:
            self._end_block("text")
        elif tag in _STYLES:
            open_tags = [name for name, _ in self._styles]
            if tag in open_tags:
                del self._styles[len(open_tags) - 1 - open_tags[::-1].index(tag)]
        elif tag == "a":
            self._href = ""

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        if text and not self._silent:
            style = self._styles[-1][1] if self._styles else ""
            self._spans.append(Span(text, style, self._href))

    def finished(self) -> tuple[Block, ...]:
        """All blocks, the last one ended."""
        self._end_block("text")
        return tuple(self._blocks)

    def _end_block(self, following: Kind) -> None:
        spans = list(self._spans)
        if spans:
            spans[0] = replace(spans[0], text=spans[0].text.lstrip())
            spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip())
        kept = tuple(span for span in spans if span.text)
        if any(span.text.strip() for span in kept):
            self._blocks.append(Block(self._kind, kept))
        self._spans, self._kind = [], following


def shorten_words(text: str, most: int, mark: str = "…") -> str:
    """`text` on one line, cut at a word so that it has at most `most` characters with the mark."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    room = max(0, most - len(mark))
    head = flat[:room]
    if room < len(flat) and not flat[room].isspace() and " " in head[room // 2 :]:
        head = head[: head.rindex(" ")]  # words longer than half of it are cut within
    else:
        head = flat[: _sign_start(flat, len(head))]
    return head.rstrip(" ,;:–—-") + mark


def _sign_start(text: str, at: int) -> int:
    """`at`, or the start of the emoji, flag or accented letter that a cut there would part."""
    place = at
    while 0 < place < len(text) and at - place < _LONGEST_SIGN and _is_within_sign(text, place):
        place -= 1
    return at if at - place == _LONGEST_SIGN else place


_LONGEST_SIGN = 30
"""Code points that one sign is made of at most: a family of emoji has 11, England's flag 7."""


def _is_within_sign(text: str, at: int) -> bool:
    """Whether the code point at `at` belongs to the one before it (after Unicode's UAX 29)."""
    before, this = text[at - 1], text[at]
    if _extends(this) or before == _JOINER:
        return True
    if not _is_regional(this):
        return False
    start = at
    while start and _is_regional(text[start - 1]):
        start -= 1
    return (at - start) % 2 == 1  # two letters are a flag


def _extends(sign: str) -> bool:
    tone_or_tag = "\U0001f3fb" <= sign <= "\U0001f3ff" or "\U000e0020" <= sign <= "\U000e007f"
    return tone_or_tag or sign in _JOINERS or unicodedata.category(sign) in {"Mn", "Me", "Mc"}


def _is_regional(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


_JOINER = "\u200d"
_JOINERS = "\u200c\u200d"


def shorten_blocks(
    blocks: Sequence[Block], fits: Callable[[Sequence[Block]], bool]
) -> tuple[Block, ...]:
    """One development's blocks, so much shortened that `fits` holds: at sentence ends if possible.

    Sentences of quotes go from the end, then changes and removals; the first sentence stays, cut at
    a word where it alone is too long. Then what has no link goes. The mark stands where something
    went. The block with the link stays in any case, even where that does not fit.
    """
    kept = list(blocks)
    if fits(kept):
        return tuple(kept)
    quotes, items = (
        [i for i, block in enumerate(kept) if block.kind == kind] for kind in ("quote", "item")
    )
    foremost = (quotes or items or [-1])[0]
    for i in (*reversed(quotes), *reversed(items)):
        if _drop_sentences(kept, i, 1 if i == foremost else 0, fits):
            return tuple(block for block in kept if block.spans)
    first = kept[foremost] if foremost >= 0 else None
    kept = [block for block in kept if block.spans]
    while not fits(kept):
        place = next((i for i, block in enumerate(kept) if block == first), None)
        if place is not None and _cut_words(kept, place, fits):
            break
        loose = [i for i, b in enumerate(kept) if b.kind == "text" and not _has_link(b)]
        if loose:
            del kept[loose[-1]]
        elif place is not None and len(kept) > 1:
            del kept[place]
        else:
            break
    heading = next((i for i, block in enumerate(kept) if block.kind == "heading"), None)
    if heading is not None and not fits(kept):
        _cut_words(kept, heading, fits)
    return tuple(kept)


def _has_link(block: Block) -> bool:
    return any(span.href for span in block.spans)


def _drop_sentences(
    blocks: list[Block], i: int, least: int, fits: Callable[[Sequence[Block]], bool]
) -> bool:
    """Take sentences off the end of block `i`, down to `least`; whether the blocks fit then."""
    texts = sentences(blocks[i].text)
    for n in range(len(texts) - 1, least - 1, -1):
        words = " ".join((*texts[:n], MARK)) if n else ""
        blocks[i] = Block(blocks[i].kind, (Span(words),) if words else ())
        if not n and i and blocks[i - 1].spans and not blocks[i - 1].text.endswith(MARK):
            above = blocks[i - 1]
            blocks[i - 1] = replace(above, spans=(*above.spans, Span(f" {MARK}")))
        if fits([block for block in blocks if block.spans]):
            return True
    return False


def _cut_words(blocks: list[Block], i: int, fits: Callable[[Sequence[Block]], bool]) -> bool:
    """Cut block `i` at the last word with which the blocks fit; unchanged where none does."""
    whole = blocks[i]
    low, high = 0, len(whole.text)
    while low < high:  # the most characters that fit
        most = (low + high + 1) // 2
        blocks[i] = Block(whole.kind, (Span(shorten_words(whole.text, most)),))
        low, high = (most, high) if fits(blocks) else (low, most - 1)
    blocks[i] = Block(whole.kind, (Span(shorten_words(whole.text, low)),)) if low else whole
    return low >= _LEAST_QUOTE


_LEAST_QUOTE = 20
"""Characters; a shorter piece of a sentence says nothing. Chosen by hand (2026-11)."""
