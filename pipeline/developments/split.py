"""Articles split into sentences, with the vectors of these and of their titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from pipeline.developments.history import History
from pipeline.encoders import Encoder
from pipeline.encoders.language_means import encode_texts
from pipeline.language.load import ENGLISH
from pipeline.language.sentences import sentences
from pipeline.records import Article, Matrix


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SplitArticle:
    """An article split into sentences, with their vectors `[n, d]` and its title's `[d]`."""

    article: Article
    story_id: str
    texts: tuple[str, ...]
    vectors: Matrix
    title_vector: Matrix  # zeros without a title
    at: datetime | None  # when the article was told; None where a labelled thread has no date


def split_articles(
    articles: Sequence[Article],
    stories_of: Mapping[str, str],
    history: History,
    encoder: Encoder,
) -> list[SplitArticle]:
    """Each article split and encoded; the texts that `history` lacks are encoded in one call."""
    texts = [tuple(sentences(article.text, article.lang or ENGLISH)) for article in articles]
    row_of = {text: i for i, text in enumerate(history.texts)}
    unseen: dict[str, str] = {}  # text -> its language
    for article, of_article in zip(articles, texts, strict=True):
        for text in (article.title, *of_article):
            if text and text not in row_of:
                unseen.setdefault(text, article.lang)
    encoded = np.zeros((0, history.vectors.shape[1]), np.float32)
    if unseen:
        langs = list(unseen.values())
        encoded = encode_texts(list(unseen), langs, encoder)
    rows = [matrix for matrix in (history.vectors, encoded) if len(matrix)] or [encoded]
    vectors = np.vstack(rows).astype(np.float32, copy=False)
    row_of |= {text: len(history) + i for i, text in enumerate(unseen)}
    zero = np.zeros(vectors.shape[1], np.float32)
    return [
        SplitArticle(
            article=article,
            story_id=stories_of[article.id],
            texts=of_article,
            vectors=vectors[[row_of[text] for text in of_article]],
            title_vector=vectors[row_of[article.title]] if article.title else zero,
            at=article.at,
        )
        for article, of_article in zip(articles, texts, strict=True)
    ]
