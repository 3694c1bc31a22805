"""The stage from articles to vectors: of the title, and of the title with the text's first words.

The encoder is anything with sentence-transformers' `.encode`, see `pipeline.encoders`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.encoders import Encoder
from pipeline.language.date_lines import text_without_date_line
from pipeline.records import Article, Matrix
from pipeline.stories.titles import bare_title

# Title and the first 128 words of the text: as good as 256 and better than 512 (own sets, 2026-11).
LEAD_WORDS = 128
_STEPS = 2048.0  # to 1, see `embed`


def embed(articles: Sequence[Article], encoder: Encoder) -> Matrix:
    """Title half and lead half of each article, `[n, 2 * d]`, each of norm 1 (0 for an empty text).

    `d` is the encoder's dimension. Values are multiples of 1/2048 (error of a cosine: .0003). Sums
    of their products then need 24 bits or fewer, so that float32 products are exact in any order: a
    batch of one and a batch of a thousand give the same bits.
    """
    titles = [bare_title(article.title, article.outlet) for article in articles]
    texts = [text_without_date_line(article) for article in articles]
    leads = [
        title + ". " + " ".join(text.split()[:LEAD_WORDS]) if text else title
        for title, text in zip(titles, texts, strict=True)
    ]
    rows = encoder.encode([*titles, *leads])
    return exact(np.hstack([rows[: len(titles)], rows[len(titles) :]]))


def check_vectors(articles: Sequence[Article], rows: Matrix) -> None:
    """Refuse rows, `[n, 2 * d]`, that are no vectors. Raises ValueError with the first's title.

    Those with a number that is none, and those without direction though the article has words.
    """
    lengths = np.linalg.norm(halves(rows)[1], axis=1)
    for article, row, length in zip(articles, rows, lengths, strict=True):
        if not np.isfinite(row).all():
            raise ValueError(f"the encoder's vector of {article.title[:60]!r} holds no numbers")
        if not length and (article.title.strip() or article.text.strip()):
            raise ValueError(f"the encoder's vector of {article.title[:60]!r} is zero")


class FiniteEncoder:
    """An encoder whose rows are numbers: `encode` raises ValueError for others."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.sha256 = encoder.name, encoder.sha256
        self.dimension: int = getattr(encoder, "dimension", 0)  # stand-ins may have none

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, d]`, in the order of `texts`."""
        rows = self._encoder.encode(texts)
        if not np.isfinite(rows).all():
            bad = int(np.flatnonzero(~np.isfinite(rows).all(axis=1))[0])
            raise ValueError(f"the encoder's vector of {texts[bad][:60]!r} holds no numbers")
        return rows


def exact(rows: Matrix) -> Matrix:
    """Rows rounded to multiples of 1/2048, see `embed`; rounding twice changes nothing."""
    return np.asarray(np.round(rows * _STEPS) / _STEPS, dtype=np.float32)


def halves(rows: Matrix) -> tuple[Matrix, Matrix]:
    """The title halves and the lead halves of `[n, 2 * d]` rows, `[n, d]` each, as views."""
    dimension = rows.shape[1] // 2
    return rows[:, :dimension], rows[:, dimension:]
