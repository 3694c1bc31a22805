"""How long a text is and what two have in common, alike for all scripts."""

from __future__ import annotations

import re

_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_STEM = 5  # letters by which two forms of a word are one: crude, but the same for all languages


def word_overlap(title: str, text: str) -> float:
    """Share of the title's words that occur in the text, 0..1; 1 for an empty title."""
    wanted = word_stems(title)
    return len(wanted & word_stems(text)) / len(wanted) if wanted else 1.0


def word_stems(text: str) -> set[str]:
    """Longer words by their first letters; pairs of characters where words have no spaces."""
    stems: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if _DENSE.search(word):
            stems.update(word[i : i + 2] for i in range(len(word) - 1))
        elif len(word) >= 4 or word.isdigit():
            stems.add(word[:_STEM])
    return stems


def text_weight(text: str) -> int:
    """Length in characters, those of scripts that write a syllable or word each counting 2.5."""
    return len(text) + int(1.5 * len(_DENSE.findall(text)))
