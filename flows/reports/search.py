"""Search over the articles: by words, by meaning, or by both together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

RANK_CONSTANT = 10
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): a hit's score is the sum of
weight / (10 + rank) over both lists. With their 60 a story's title found up to three points less of
its other articles on days of feeds (recall at 10, own sets, 2026-11)."""

MEANING_WEIGHT = 2.0
"""Of the list by meaning, where that by words weighs 1: measured with the constant."""

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
    encoder: Any = getattr(encode, "__self__", None)
    if question.mode == "meaning" and encoder is None:
        raise ValueError("a search by meaning needs an encoder")
    vector, model = None, ("", "")
    if encoder is not None and question.mode != "words" and question.words.strip():
        vector = np.asarray(encoder.encode([question.words]))[0]
        model = (encoder.name, encoder.sha256)
    asked = _Asked(warehouse, question, vector, model[1])
    with warehouse.together():
        if warehouse.search.is_fresh(model[1]):
            return _answer(asked)
    warehouse.search.refresh(*model)
    with warehouse.together():
        return _answer(asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, with its vector by the model of that hash; None: by words alone."""

    warehouse: Warehouse
    question: SearchQuestion
    vector: Any
    sha256: str


def _answer(asked: _Asked) -> SearchReport:
    question, index = asked.question, asked.warehouse.search
    terms, most = parse_terms(question.words), question.limit * DEPTH
    ids = index.story_members(question.story) if question.story else None
    by_words, total = _by_words(asked, terms, ids, most)
    by_meaning = _by_meaning(asked, ids, most) if asked.vector is not None else []
    scores = fuse({1.0: by_words, MEANING_WEIGHT: by_meaning})
    best = sorted(scores, key=lambda id_: -scores[id_])[: question.limit]
    found = frozenset(by_words), frozenset(by_meaning)
    rows = index.articles(best)
    hits = [
        _hit(rows[id_], terms, scores[id_], (id_ in found[0], id_ in found[1]))
        for id_ in best
        if id_ in rows
    ]
    return SearchReport(question, tuple(hits), total)


def fuse(lists: Mapping[float, Sequence[str]]) -> dict[str, float]:
    """Join ranked lists of ids, each under its weight, by reciprocal rank: id -> score."""
    scores: dict[str, float] = {}
    for weight, ids in lists.items():
        for rank, id_ in enumerate(ids, 1):
            scores[id_] = scores.get(id_, 0.0) + weight / (RANK_CONSTANT + rank)
    return scores


def _by_words(
    asked: _Asked, terms: Sequence[Term], ids: Sequence[str] | None, most: int
) -> tuple[list[str], int | None]:
    question = asked.question
    if question.mode == "meaning":
        return [], None
    narrowed = WordFilter(question.since, question.until, question.outlet, question.lang, ids)
    hits, total = asked.warehouse.search.find_words(terms, narrowed, most)
    return [id_ for id_, _ in hits], total


def _by_meaning(asked: _Asked, ids: Sequence[str] | None, most: int) -> list[str]:
    since, until = asked.question.since, asked.question.until
    narrowed = VectorFilter(
        since=int(since.timestamp()) if since else None,
        until=int(until.timestamp()) if until else None,
        outlet=asked.question.outlet,
        lang=asked.question.lang,
        ids=tuple(ids) if ids is not None else None,
    )
    hits = asked.warehouse.search.find_meaning(asked.vector, asked.sha256, narrowed, most)
    return [id_ for id_, cosine in hits if cosine >= LEAST_COSINE]


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
