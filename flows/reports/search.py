"""Search over the articles: by words, by meaning, or by both together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from warehouse.search.analysis import Term, group_of, parse_terms, snippet
from warehouse.search.meaning import VectorFilter
from warehouse.search.words import ShownArticle, WordFilter

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

Mode = Literal["both", "words", "meaning"]

MEANING_WEIGHT = 0.65
"""Of the list by meaning, where that by words weighs the rest; chosen with `FIRST_RANK`."""

FIRST_RANK = 10
"""What the first rank of a list counts as: the k of reciprocal rank fusion. With .65 and 10 both
lists together find as much of a story as the better one, or more, on each of eleven labelled sets,
.820 in the mean. Where scores counted as shares of the best it was up to .04 less; with a k of 60
.015 less and less than the better list on seven (recall@10 by `tests.bench.recall`, chosen by them,
2026-11)."""

STORY_SHARE = 0.6
"""Of the best score of a story, what each other article of it that answers has at least, where both
lists are asked. On eleven labelled sets, each with the stories that coefficients fitted on the
others find, a story's title then finds .875 of its other articles, .820 without (in the mean; .5 to
.7: .863-.875); where the title's own article is unknown to the index, .834 and .820 (2026-11)."""

DEPTH = 5
"""Hits of each list for one that is asked for, before they are joined (chosen by hand, 2026-11)."""

LEAST_COSINE = 0.05
"""Below it an article is no answer by meaning (chosen by hand, 2026-11): what unrelated texts have
beyond their language's mean lies around 0."""

ALONE_COSINE = 0.15
"""Least cosine of an answer by meaning alone. On eleven labelled sets a title has it to .90 of the
other articles of its story and .14 of all others (.98 and .47 have .05; .73 and .01 `STORY_COSINE`,
2026-11)."""

STORY_COSINE = 0.3
"""Of an article whose story answers with it, so that its others need no more than `LEAST_COSINE`.
Without them the articles of a story in many languages are found a little less (.942 for .979 on
mmds_dev, 2026-11)."""


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
    if not warehouse.search.is_fresh(model[1]):
        warehouse.search.refresh(*model)
    return _answer(_Asked(warehouse, question, vector, model[1]))


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
    stories = index.stories_of([id_ for id_, _ in (*by_words, *by_meaning)])
    lifted = stories if by_meaning and question.mode == "both" else {}
    scores = join_lists(by_words, by_meaning, lifted)
    best = sorted(scores, key=lambda id_: -scores[id_])[: question.limit]
    found = frozenset(dict(by_words)), frozenset(dict(by_meaning))
    shown = index.shown(best)
    hits = [
        SearchHit(
            article_id=id_, story_id=stories.get(id_, ""), score=scores[id_],
            by=_BY[id_ in found[0], id_ in found[1]], **_shown(shown[id_], terms),
        )
        for id_ in best
        if id_ in shown
    ]  # fmt: skip
    return SearchReport(question, tuple(hits), total)


def fuse(
    by_words: Sequence[tuple[str, float]], by_meaning: Sequence[tuple[str, float]]
) -> dict[str, float]:
    """Join two lists of (id, score), the best first: id -> score.

    Weighted reciprocal rank fusion (Cormack, Clarke and Buettcher 2009): what a list says of a hit
    is its rank alone. A score's share of its list's best says too much of a hit with words of the
    question in its title: a story's title found up to .038 less of its other articles than meaning
    alone did.
    """
    scores: dict[str, float] = {}
    for weight, hits in ((1 - MEANING_WEIGHT, by_words), (MEANING_WEIGHT, by_meaning)):
        for rank, (id_, _) in enumerate(hits, FIRST_RANK):
            scores[id_] = scores.get(id_, 0.0) + weight * FIRST_RANK / rank
    return scores


def join_lists(
    by_words: Sequence[tuple[str, float]],
    by_meaning: Sequence[tuple[str, float]],
    stories: Mapping[str, str],
) -> dict[str, float]:
    """Join two lists of (id, score), and lift what is of a story that answers: id -> score.

    `stories`: article -> story. What is near in meaning alone, and not very, is left out, but
    for what is of a story that answers.
    """

    def answers(least: float) -> set[str]:
        return {*dict(by_words), *(id_ for id_, cosine in by_meaning if cosine >= least)}

    alone, told = answers(ALONE_COSINE), {stories.get(id_) for id_ in answers(STORY_COSINE)}
    scores = lift_stories(fuse(by_words, by_meaning), stories)
    return {
        id_: score
        for id_, score in scores.items()
        if id_ in alone or (id_ in stories and stories[id_] in told)
    }


def lift_stories(scores: Mapping[str, float], stories: Mapping[str, str]) -> dict[str, float]:
    """Let the articles of a story that answers well answer nearly as well: id -> score.

    What tells one story answers one question (the cluster hypothesis, van Rijsbergen 1979).
    `stories`: article -> story. Articles that are lifted stay in their own order.
    """
    best: dict[str, float] = {}
    for id_, score in scores.items():
        if story := stories.get(id_):
            best[story] = max(score, best.get(story, 0.0))
    return {
        id_: max(score, STORY_SHARE * best.get(stories.get(id_, ""), 0.0) + _ORDER * score)
        for id_, score in scores.items()
    }


def _by_words(
    asked: _Asked, terms: Sequence[Term], ids: Sequence[str] | None, most: int
) -> tuple[list[tuple[str, float]], int | None]:
    question = asked.question
    if question.mode == "meaning":
        return [], None
    narrowed = WordFilter(question.since, question.until, question.outlet, question.lang, ids)
    return asked.warehouse.search.find_words(terms, narrowed, most)


def _by_meaning(asked: _Asked, ids: Sequence[str] | None, most: int) -> list[tuple[str, float]]:
    since, until = asked.question.since, asked.question.until
    narrowed = VectorFilter(
        since=int(since.timestamp()) if since else None,
        until=int(until.timestamp()) if until else None,
        outlet=asked.question.outlet,
        lang=asked.question.lang,
        ids=tuple(ids) if ids is not None else None,
    )
    hits = asked.warehouse.search.find_meaning(asked.vector, asked.sha256, narrowed, most)
    return [(id_, cosine) for id_, cosine in hits if cosine >= LEAST_COSINE]


_ORDER = 1e-6  # of an own score, where many have the same

_BY: Final[Mapping[tuple[bool, bool], Literal["words", "meaning", "both"]]] = {
    (True, False): "words", (False, True): "meaning", (True, True): "both"
}  # fmt: skip
"""Whether a hit is of the list by words, and of that by meaning -> what it is called."""


def _shown(article: ShownArticle, terms: Sequence[Term]) -> dict[str, Any]:
    """What a hit shows of an article: all but its text, of which the best passage."""
    group = group_of(f"{article.title} {article.text}", article.lang)
    passage, spans = snippet(article.text, terms, group)
    columns = {name: getattr(article, name) for name in ("title", "outlet", "lang", "url", "at")}
    return {**columns, "snippet": passage, "spans": spans}
