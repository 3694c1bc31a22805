"""What other languages have told already: words in common say nothing there, vectors do.

A story told in German and Arabic has no word twice. How much of a sentence was told in another
language is read off the cosine of the nearest such sentence, beyond what the story's sentences all
have in common, and stands in for the words that two sentences of one language share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Matrix

Column = NDArray[np.floating]

# Cosines of single sentences of multilingual-e5-small beyond the means of their languages and of
# the story. Of invented news of one meaning in eleven languages 1 of 100 pairs lies below .39, of
# other matter 1 of 100 above .16 and none above .27 (tests/bench/language_means.toml, 2026-11).
_APART, _ALIKE = 0.2, 0.32
_COVERED = ("cover_one", "cover_three", "cover_all", "cover_back", "rare_one", "rare_three")
_UNSEEN = ("unseen_weight", "unseen_names", "unseen_days", "unseen_quoted", "names_near")


def share_told_elsewhere(vectors: Matrix, told: Matrix, langs: Sequence[str], lang: str) -> Column:
    """How much of each sentence was told in another language, `[n]`, 0..1.

    Args:
        vectors: The sentences', `[n, d]`, unit rows.
        told: Those of what was told, `[m, d]`.
        langs: Languages of what was told, `[m]`; "" counts as `lang`.
        lang: ISO 639-1, the sentences'.
    """
    rows = [i for i, other in enumerate(langs) if other not in ("", lang)]
    if not rows or not len(vectors):
        return np.zeros(len(vectors), np.float32)
    theme = told.mean(axis=0)
    nearest = (_beyond(theme, vectors) @ _beyond(theme, told[rows]).T).max(axis=1)
    share: Column = np.clip((nearest - _APART) / (_ALIKE - _APART), 0.0, 1.0)
    return share


def _beyond(theme: Matrix, vectors: Matrix) -> Matrix:
    """Unit rows without their part in the direction of `theme`, `[d]`."""
    unit = theme / max(float(np.linalg.norm(theme)), 1e-6)
    rest = vectors - np.outer(vectors @ unit, unit)
    return np.asarray(rest / np.maximum(np.linalg.norm(rest, axis=1, keepdims=True), 1e-6))


def told_elsewhere(columns: Mapping[str, Column], share: Column) -> dict[str, Column]:
    """The columns with what was told in another language counted as told, by `share`, `[n]`."""
    out = dict(columns)
    if share.any():
        out |= {name: np.maximum(out[name], share) for name in _COVERED}
        out |= {name: out[name] * (1.0 - share) for name in _UNSEEN}
    return out
