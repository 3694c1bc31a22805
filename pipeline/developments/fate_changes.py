"""What happened to somebody otherwise, in a text that else stands as it was: injured -> died.

A copy or an edit repeats most sentences word for word. Where one of the others keeps most words of
a told sentence and says of its matter what nobody told (killed, injured, missing, arrested,
rescued), that is the news, however much of the sentence is known. The words are those that figures
count by (`pipeline/language/data/LANG/figures.toml`), for all languages that have them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.developments.figure_changes import overlap
from pipeline.developments.history import History
from pipeline.language.load import ENGLISH, alternatives, load_language
from pipeline.language.records import Language
from pipeline.language.scripts import as_words
from pipeline.language.words import bare, tokens
from pipeline.records import FigureChange

FATE = "fate"
"""The kind of these changes."""

_FATES = ("killed", "injured", "missing", "arrested", "rescued")
# A text is another's with changes where half of its sentences stand in it word for word; a sentence
# is another's where it has two fifths of the shorter one's words. By hand, on edits of texts of our
# own (2026-11); on 24 real threads nothing is found so, and nothing wrongly.
_REPEATED, _KEPT = 0.5, 0.4
_ONE_MATTER = 0.2  # overlap from which another sentence that tells the fate has told this one


def fate_changes(texts: Sequence[str], before: History, lang: str = ENGLISH) -> list[FigureChange]:
    """Fates that an edit or a near copy tells and its story has not; one change a sentence.

    Args:
        texts: An article's sentences.
        before: What the story has told; sentences of other languages are passed over.
        lang: ISO 639-1, the article's.
    """
    rows = [i for i, other in enumerate(before.known_langs) if other in ("", lang)]
    told = {
        before.texts[i]: before.article_ids[i] for i in reversed(rows) if before.indices[i] >= 0
    }
    changed = [text for text in texts if text not in told]
    if not changed or len(changed) > (1 - _REPEATED) * len(texts):
        return []
    wording = _wording(load_language(lang))
    fates = {text: _fates(text, wording) for text in told}
    here = set(texts)
    gone = [text for text in told if text not in here]
    found = []
    for text in changed:
        fresh = {
            fate
            for fate in _fates(text, wording)
            if not any(fate in fates[t] and overlap(t, text, lang) >= _ONE_MATTER for t in told)
        }
        old = max(gone, key=lambda other: _kept(text, other), default="")
        if fresh and old and _kept(text, old) >= _KEPT:
            found.append(_change(old, text, told[old]))
    return found


def _change(old: str, new: str, article_id: str) -> FigureChange:
    """The parts of both sentences in which they differ."""
    first, second = old.split(), new.split()
    same = _common_start(first, second)
    end = _common_start(first[same:][::-1], second[same:][::-1])
    return FigureChange(
        counts=FATE,
        old=_part(first, same, end) or old,
        new=_part(second, same, end) or new,
        old_article_id=article_id,
        sentence=new,
    )


def _part(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(words[start : len(words) - end]).strip(" ,.!?。")


def _common_start(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = zip(first, second, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def _kept(text: str, other: str) -> float:
    """Words in common as a share of the shorter sentence's."""
    first, second = frozenset(tokens(text)), frozenset(tokens(other))
    return len(first & second) / max(min(len(first), len(second)), 1)


@dataclass(frozen=True, slots=True)
class _Wording:
    fates: dict[str, re.Pattern[str]]
    nobody: re.Pattern[str]


def _fates(text: str, wording: _Wording) -> frozenset[str]:
    """What a sentence says happened to somebody; nothing where it says that it did to nobody."""
    low = bare(text).lower()
    if wording.nobody.search(low):
        return frozenset()
    return frozenset(fate for fate, pattern in wording.fates.items() if pattern.search(low))


@cache
def _wording(language: Language) -> _Wording:
    classes = language.figures.classes
    return _Wording(
        fates={
            fate: re.compile(as_words(alternatives(classes[fate]), language))
            for fate in _FATES
            if classes.get(fate)
        },
        nobody=re.compile(language.claims.nobody),
    )
