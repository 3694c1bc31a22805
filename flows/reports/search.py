"""Search over the articles: by words, by meaning, or by both together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from warehouse.search.analysis import Term, group_of, parse_terms, snippet
from warehouse.search.meaning import VectorFilter
from warehouse.search.words import WordFilter

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

Mode = Literal["both", "words", "meaning"]

RANK_CONSTANT = 60
"""Of reciprocal rank fusion: a hit's score is the sum of 1 / (60 + rank) over both lists. Cormack,
Clarke and Büttcher 2009."""

DEPTH = 5
"""Hits of each list for one that is asked for, before they are joined (chosen by hand, 2026-11)."""

LEAST_COSINE = 0.05
"""Below it an article is no answer by meaning (chosen by hand, 2026-11): what unrelated texts have
beyond their language's mean lies around 0."""


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """What is looked for. `words` may hold "phrases" and -barred words; None narrows nothing.

    `since` and `until` are aware and included, `outlet` is a name as stored, `lang` ISO 639-1,
    `story` the id of one whose articles alone are looked at.
    """

    words: str
    since: datetime | None = None
    until: datetime | None = None
    outlet: str | None = None
    lang: str | None = None
    story: str | None = None
    mode: Mode = "both"
    limit: int = 20


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article that answers. `spans` are (start, end) of `snippet`, plain text, that match.

    `score` orders the hits of one report and means nothing beyond it. `by`: the list it is of.
    """

    article_id: str
    story_id: str  # "" while unplaced
    title: str
    outlet: str
    lang: str
    url: str
    at: datetime
    snippet: str
    spans: tuple[tuple[int, int], ...]
    score: float
    by: Literal["words", "meaning", "both"]


@dataclass(frozen=True, slots=True)
class SearchReport:
    """The hits, the best first. `total`: articles that match by words; None by meaning alone."""

    question: SearchQuestion
    hits: tuple[SearchHit, ...]
    total: int | None


def search(
    warehouse: Warehouse, question: SearchQuestion, encode: Callable[..., Any] | None = None
) -> SearchReport:
    """Answer a question from the index, which is brought up to date where it lags behind.

    Args:
        warehouse: Whose articles.
        question: What is looked for.
        encode: The method `encode` of an encoder, whose name and hash say which stored vectors it
            may be compared with; None: by words alone.

    Raises ValueError for a question by meaning alone without an encoder, and what `Store` raises.
    """
    encoder = getattr(encode, "__self__", None)
    if question.mode == "meaning" and encoder is None:
        raise ValueError("a search by meaning needs an encoder")
    model = (encoder.name, encoder.sha256) if encoder and question.mode != "words" else ("", "")
    if not warehouse.search.is_fresh(*model):
        warehouse.search.refresh(*model)
    with warehouse.together():
        return _answer(warehouse, question, encoder)


def _answer(warehouse: Warehouse, question: SearchQuestion, encoder: Any) -> SearchReport:
    terms, most = parse_terms(question.words), question.limit * DEPTH
    ids = warehouse.search.story_members(question.story) if question.story else None
    by_words, total = _by_words(warehouse, question, terms, ids, most)
    by_meaning = (
        _by_meaning(warehouse, question, encoder, ids, most)
        if encoder is not None and question.mode != "words" and question.words.strip()
        else []
    )
    scores = fuse([[id_ for id_, _ in by_words], [id_ for id_, _ in by_meaning]])
    best = sorted(scores, key=lambda id_: -scores[id_])
    found = {id_ for id_, _ in by_words}, {id_ for id_, _ in by_meaning}
    rows = warehouse.search.articles(best[: 2 * question.limit])
    hits = [
        _hit(rows[id_], terms, scores[id_], (id_ in found[0], id_ in found[1]))
        for id_ in best
        if id_ in rows
    ]
    return SearchReport(question, tuple(hits[: question.limit]), total)


def fuse(lists: Sequence[Sequence[str]]) -> dict[str, float]:
    """Join ranked lists of ids by reciprocal rank: id -> score, higher is better."""
    scores: dict[str, float] = {}
    for ids in lists:
        for rank, id_ in enumerate(ids, 1):
            scores[id_] = scores.get(id_, 0.0) + 1 / (RANK_CONSTANT + rank)
    return scores


def _by_words(
    warehouse: Warehouse,
    question: SearchQuestion,
    terms: Sequence[Term],
    ids: Sequence[str] | None,
    most: int,
) -> tuple[list[tuple[str, float]], int | None]:
    if question.mode == "meaning":
        return [], None
    narrowed = WordFilter(question.since, question.until, question.outlet, question.lang, ids)
    return warehouse.search.find_words(terms, narrowed, most)


def _by_meaning(
    warehouse: Warehouse,
    question: SearchQuestion,
    encoder: Any,
    ids: Sequence[str] | None,
    most: int,
) -> list[tuple[str, float]]:
    since, until = question.since, question.until
    narrowed = VectorFilter(
        since=int(since.timestamp()) if since else None,
        until=int(until.timestamp()) if until else None,
        outlet=question.outlet,
        lang=question.lang,
        ids=tuple(ids) if ids is not None else None,
    )
    vector = np.asarray(encoder.encode([question.words]), np.float32)[0]
    hits = warehouse.search.find_meaning(vector, encoder.sha256, narrowed, most)
    return [(id_, cosine) for id_, cosine in hits if cosine >= LEAST_COSINE]


def _hit(
    row: dict[str, Any], terms: Sequence[Term], score: float, found: tuple[bool, bool]
) -> SearchHit:
    passage, spans = snippet(
        row["text"], terms, group_of(row["title"] + " " + row["text"], row["lang"])
    )
    by: dict[tuple[bool, bool], Any] = {(True, True): "both", (True, False): "words"}
    shown = {
        name: row[name]
        for name in ("article_id", "story_id", "title", "outlet", "lang", "url", "at")
    }
    return SearchHit(
        **shown, snippet=passage, spans=spans, score=score, by=by.get(found, "meaning")
    )
