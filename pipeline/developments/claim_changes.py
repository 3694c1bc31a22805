"""What a story said and an article now says otherwise: at large -> arrested, planned -> postponed.

A claim is open where a sentence says `before` of some matter ("the gunman is at large"); a later
sentence on the same matter that says `after` ("was arrested") changes it, unless another told so.
Ages, hours and addresses are compared by value (`developments/value_changes.py`). The wording is
data (`pipeline/language/data/LANG/claims.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.developments.fate_changes import FATE
from pipeline.developments.figure_changes import overlap
from pipeline.developments.history import History
from pipeline.developments.value_changes import VALUES, Found, value_changes
from pipeline.language.load import ENGLISH, any_of, load_language
from pipeline.language.records import Language
from pipeline.language.scripts import is_blankless
from pipeline.language.words import as_written, bare
from pipeline.records import FigureChange, Matrix

# Two sentences on one matter. On 24 real threads and our own (2026-11, seen when chosen), among
# sentences whose wording changes; the cosine of e5's vectors beyond their language's mean.
_COSINE, _OVERLAP = 0.52, 0.2
_TOLD_COSINE, _TOLD_OVERLAP = 0.6, 0.35  # that the change was told already
# The sentence that says so mostly names what was open: "postponed the vote set for Monday".
_NAMES_BOTH = frozenset(("plan",))
# Characters before a state in which a "not" denies it; by hand (2026-11).
_BEFORE, _BLANKLESS_BEFORE = 12, 2
_MARK = re.compile(r"[,;:()\"“”—–。，、；：「」]")


@dataclass(frozen=True, slots=True)
class _Wording:
    before: dict[str, re.Pattern[str]]
    after: dict[str, re.Pattern[str]]
    nobody: re.Pattern[str]


def is_claim(change: FigureChange) -> bool:
    """Whether it is a claim that changed, by its kind; else it is a figure."""
    return change.counts in (VALUES | {FATE} | load_language().claims.before.keys())


@cache
def _wording(language: Language) -> _Wording:
    listed = language.claims
    return _Wording(
        before={key: re.compile(any_of(lines)) for key, lines in listed.before.items()},
        after={key: re.compile(any_of(lines)) for key, lines in listed.after.items()},
        nobody=re.compile(listed.nobody),
    )


def claim_changes(
    texts: Sequence[str], vectors: Matrix, before: History, lang: str = ENGLISH
) -> list[FigureChange]:
    """What the sentences say otherwise than their story has told; one change a kind and claim.

    Args:
        texts: An article's sentences.
        vectors: Theirs, `[n, d]`, unit rows.
        before: What the story has told; sentences of other languages are passed over.
        lang: ISO 639-1, the article's.
    """
    rows = [i for i, other in enumerate(before.known_langs) if other in ("", lang)]
    if not rows or not len(texts):
        return []
    told = [before.texts[i] for i in rows]
    cosines = vectors @ before.vectors[rows].T
    wording = _wording(load_language(lang))
    found = [
        *_states(texts, told, cosines, wording, lang),
        *value_changes(texts, told, cosines, lang),
    ]
    return [
        FigureChange(
            counts=kind,
            old=old,
            new=new,
            old_article_id=before.article_ids[rows[j]],
            sentence=texts[i],
        )
        for kind, old, new, i, j in found
    ]


def _states(
    texts: Sequence[str], told: Sequence[str], cosines: Matrix, wording: _Wording, lang: str
) -> Iterator[Found]:
    """Claims whose state changed: of each kind the likest pair of sentences."""
    low = [bare(text).lower() for text in told]
    for kind, closed in wording.after.items():
        opened = wording.before[kind]
        is_closed = [closed.search(text) is not None for text in low]
        is_open = [
            (kind in _NAMES_BOTH or not shut) and opened.search(text) is not None
            for text, shut in zip(low, is_closed, strict=True)
        ]
        best: tuple[float, Found] | None = None
        for i, text in enumerate(texts):
            here = bare(text).lower()
            new = closed.search(here)
            if new is None or (
                kind not in _NAMES_BOTH and (opened.search(here) or _is_denied(here, new, wording))
            ):
                continue
            if any(
                shut and _is_told(float(cosines[i, j]), text, told[j], lang)
                for j, shut in enumerate(is_closed)
            ):
                continue
            for j in (j for j, is_one in enumerate(is_open) if is_one):
                cosine = float(cosines[i, j])
                if cosine < _COSINE or overlap(text, told[j], lang) < _OVERLAP:
                    continue
                if best is None or cosine > best[0]:
                    old = opened.search(low[j])
                    pair = (_clause(told[j], old), _clause(text, new))
                    best = (cosine, (kind, *pair, i, j))
        if best:
            yield best[1]


def _is_denied(text: str, match: re.Match[str], wording: _Wording) -> bool:
    """Whether a match is said not to be: "has not been found"."""
    before = _BLANKLESS_BEFORE if is_blankless(text) else _BEFORE
    return wording.nobody.search(text[max(0, match.start() - before) : match.end()]) is not None


def _is_told(cosine: float, text: str, other: str, lang: str) -> bool:
    return cosine >= _TOLD_COSINE or overlap(text, other, lang) >= _TOLD_OVERLAP


def _clause(text: str, match: re.Match[str] | None) -> str:
    """The part of a sentence between its marks that a match lies in, as it is written."""
    if match is None:
        return text
    plain = bare(text)
    start = max((m.end() for m in _MARK.finditer(plain, 0, match.start())), default=0)
    end = _MARK.search(plain, match.end())
    return as_written(text, plain[start : end.start() if end else len(plain)].strip(" .!?"))
