"""The stage from articles to vectors: of the title, and of the title with the text's first words.

The encoder is anything with sentence-transformers' `.encode`, see `pipeline.encoders`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.encoders import Encoder
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
    leads = [
        title + ". " + " ".join(article.text.split()[:LEAD_WORDS]) if article.text else title
        for title, article in zip(titles, articles, strict=True)
    ]
    rows = encoder.encode([*titles, *leads])
    return exact(np.hstack([rows[: len(titles)], rows[len(titles) :]]))


def exact(rows: Matrix) -> Matrix:
    """Rows rounded to multiples of 1/2048, see `embed`; rounding twice changes nothing."""
    return np.asarray(np.round(rows * _STEPS) / _STEPS, dtype=np.float32)


def halves(rows: Matrix) -> tuple[Matrix, Matrix]:
    """The title halves and the lead halves of `[n, 2 * d]` rows, `[n, d]` each, as views."""
    dimension = rows.shape[1] // 2
    return rows[:, :dimension], rows[:, dimension:]
