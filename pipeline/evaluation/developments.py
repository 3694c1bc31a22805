"""How well detection tells what is new, on labelled threads, through what production calls.

A thread: `story`, `articles` in order, each with `id, title, published, sentences`, and from the
second on `labels` per sentence (0 known, 1 new background, 2 new development), `alert` (null where
annotators differ) and `changed` (`old, new, sentence`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.detect import (
    Assessment,
    assess_article,
    history_rows,
    sentence_features,
)
from pipeline.developments.classifiers import Classifiers, shipped_classifiers
from pipeline.developments.history import History
from pipeline.developments.novelty import FEATURES
from pipeline.developments.split import SplitArticle
from pipeline.encoders import Encoder
from pipeline.encoders.language_means import encode_texts
from pipeline.language.load import ENGLISH
from pipeline.records import Article, Matrix

_UNDATED = datetime(2025, 1, 1, tzinfo=UTC)  # where a thread gives no date


Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledArticle:
    """An article with its gold: labels `[n]`, and the feature rows `[n, f]` that it had."""

    labels: Matrix
    rows: Matrix
    alert: bool | None
    split: SplitArticle
    before: History
    changed: frozenset[int]  # sentences that change a figure or a claim


@dataclass(frozen=True, slots=True, eq=False)
class AssessedArticle:
    """An article's gold, what was made of it, and by which classifiers."""

    gold: LabelledArticle
    ours: Assessment
    classifiers: Classifiers


def read_threads(path: Path) -> list[dict[str, Any]]:
    """The threads of a JSON-lines file. Raises OSError, and ValueError naming the bad line."""
    threads = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            thread = json.loads(line)
            _check(thread)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}, line {number}: not a labelled thread: {error}") from error
        threads.append(thread)
    return threads


def _check(thread: Mapping[str, Any]) -> None:
    for article in thread["articles"]:
        labels = article.get("labels")
        if labels is not None and len(labels) != len(article["sentences"]):
            raise ValueError(f"article {article['id']}: labels and sentences differ in number")


def labelled_articles(thread: Mapping[str, Any], encoder: Encoder) -> list[LabelledArticle]:
    """The labelled articles of a thread, each with what had been told before it."""
    articles = []
    before = History.empty()
    for split, data in zip(_split_articles(thread, encoder), thread["articles"], strict=True):
        if data.get("labels") is not None:
            articles.append(
                LabelledArticle(
                    labels=np.array(data["labels"]),
                    rows=sentence_features(split, before),
                    alert=data.get("alert"),
                    split=split,
                    before=before,
                    changed=frozenset(int(c["sentence"]) for c in data.get("changed") or ()),
                )
            )
        before = before.extend(history_rows(split))
    return articles


def _split_articles(thread: Mapping[str, Any], encoder: Encoder) -> list[SplitArticle]:
    """The thread's articles, split into sentences as the annotators saw them."""
    texts = [text for a in thread["articles"] for text in (a.get("title") or "", *a["sentences"])]
    langs = [
        a.get("lang") or ENGLISH for a in thread["articles"] for _ in range(1 + len(a["sentences"]))
    ]
    vectors = encode_texts(texts, langs, encoder)
    articles = []
    start = 0
    for data in thread["articles"]:
        stop = start + 1 + len(data["sentences"])
        published = data.get("published")
        at = datetime.fromisoformat(published) if published else _UNDATED
        article = Article(
            id=str(data["id"]),
            version=int(data.get("version", 1)),
            title=data.get("title") or "",
            text="\n".join(data["sentences"]),
            lang=data.get("lang") or ENGLISH,
            first_seen_at=at if at.tzinfo else at.replace(tzinfo=UTC),
        )
        articles.append(
            SplitArticle(
                article=article,
                story_id=str(thread["story"]),
                texts=tuple(data["sentences"]),
                vectors=vectors[start + 1 : stop],
                title_vector=vectors[start] * bool(article.title),
                at=article.at if published else None,
            )
        )
        start = stop
    return articles


def assess_articles(
    articles: Sequence[LabelledArticle], classifiers: Classifiers
) -> list[AssessedArticle]:
    """What the classifiers make of labelled articles."""
    return [
        AssessedArticle(a, assess_article(a.split, a.before, classifiers), classifiers)
        for a in articles
    ]


def evaluate_developments(
    threads: Sequence[Mapping[str, Any]], encoder: Encoder, classifiers: Classifiers | None = None
) -> dict[str, float]:
    """The figures of `development_metrics` over all labelled articles of `threads`.

    `classifiers`: the shipped ones by default. Raises ValueError without a labelled article.
    """
    classifiers = classifiers or shipped_classifiers(encoder.sha256)
    articles = [article for thread in threads for article in labelled_articles(thread, encoder)]
    return development_metrics(assess_articles(articles, classifiers))


def development_metrics(assessed: Sequence[AssessedArticle]) -> dict[str, float]:
    """Shares in 0..1 and counts.

    `quotes_*` look at articles that deserve an alert: of the sentences quoted, the share that are
    developments and the share new at all; of the developments (at most three per article) the
    share quoted. `quotes_sure` is the share of developments among all quotes of a probability of
    .8 or more, wherever they stand, `quotes_sure_count` how many these are. `*_ap` rank all
    sentences; `*_f1` use the production thresholds. `changed_recall` is the share of changed
    sentences that are reported: as a change or as a quote; `changed_precision` the share of
    reported changes whose sentence changes something.
    """
    if not assessed:
        raise ValueError("no labelled article: the first article of a thread carries no labels")
    labels = np.concatenate([a.gold.labels for a in assessed])
    new = np.concatenate([a.ours.sentences.new for a in assessed])
    development = np.concatenate([a.ours.sentences.development for a in assessed])
    count = [len(a.gold.labels) for a in assessed]
    least_new = np.repeat([a.classifiers.threshold_new for a in assessed], count)
    least = np.repeat([a.classifiers.threshold_development for a in assessed], count)
    return {
        **_quotes(assessed),
        "development_ap": average_precision(labels == 2, development),
        "development_f1": f1(labels == 2, development >= least),
        "new_ap": average_precision(labels >= 1, new),
        "new_f1": f1(labels >= 1, new >= least_new),
        **_alerts(assessed),
        **_changed(assessed),
        "sentences": len(labels),
        "articles": len(assessed),
    }


def _quotes(assessed: Sequence[AssessedArticle]) -> dict[str, float]:
    quoted: list[int] = []
    due = 0
    for a in assessed:
        if a.gold.alert:
            quoted.extend(int(a.gold.labels[q.index]) for q in a.ours.quotes)
            due += min(3, int((a.gold.labels == 2).sum()))
    sure = [a.gold.labels[q.index] for a in assessed for q in a.ours.quotes if q.score >= _SURE]
    return {
        "quotes_development": _share(sum(label == 2 for label in quoted), len(quoted)),
        "quotes_new": _share(sum(label >= 1 for label in quoted), len(quoted)),
        "quotes_recall": _share(sum(label == 2 for label in quoted), due),
        "quotes_sure": _share(sum(label == 2 for label in sure), len(sure)),
        "quotes_sure_count": len(sure),
    }


_SURE = 0.8  # probability


def _alerts(assessed: Sequence[AssessedArticle]) -> dict[str, float]:
    pairs = [(a.gold.alert, a.ours.alert) for a in assessed]
    both = sum(1 for gold, ours in pairs if gold and ours)
    return {
        "alert_precision": _share(
            both, sum(1 for gold, ours in pairs if ours and gold is not None)
        ),
        "alert_recall": _share(both, sum(1 for gold, _ in pairs if gold)),
    }


def _changed(assessed: Sequence[AssessedArticle]) -> dict[str, float]:
    reported = total = right = changes = 0
    for a in assessed:
        texts = [change.sentence for change in a.ours.changes]
        quoted = {q.index for q in a.ours.quotes}
        gold = {a.gold.split.texts[i] for i in a.gold.changed}
        for i in a.gold.changed:
            total += 1
            reported += a.gold.split.texts[i] in texts or i in quoted
        changes += len(texts)
        right += sum(text in gold for text in texts)
    return {
        "changed_recall": _share(reported, total),
        "changed_precision": _share(right, changes),
        "changes": changes,
    }


def development_errors(assessed: Sequence[AssessedArticle]) -> list[dict[str, Any]]:
    """Wrong quotes and missed developments of articles that deserve an alert, with features.

    And of all articles the reported changes whose sentence changes nothing, and missed changes.
    """
    rows = [row for a in assessed for row in _change_errors(a)]
    for a in assessed:
        if not a.gold.alert:
            continue
        quoted = [q.index for q in a.ours.quotes]
        wrong = [i for i in quoted if a.gold.labels[i] != 2]
        missed = [i for i in np.flatnonzero(a.gold.labels == 2) if i not in quoted]
        for error, places in (("wrong quote", wrong), ("missed", missed)):
            rows += [{"error": error, **_error_row(a, int(i))} for i in places]
    return rows


def _change_errors(a: AssessedArticle) -> Iterator[dict[str, Any]]:
    texts, quoted = a.gold.split.texts, {q.index for q in a.ours.quotes}
    gold = {texts[i] for i in a.gold.changed}
    reported = {change.sentence for change in a.ours.changes}
    for i in sorted(a.gold.changed):
        if texts[i] not in reported and i not in quoted:
            yield {"error": "missed change", **_error_row(a, i)}
    for change in a.ours.changes:
        if change.sentence not in gold:
            said = {"counts": change.counts, "old": change.old, "new": change.new}
            yield {"error": "wrong change", **said, **_error_row(a, texts.index(change.sentence))}


def _error_row(a: AssessedArticle, i: int) -> dict[str, Any]:
    ours = a.ours.sentences
    return {
        "story": a.gold.split.story_id,
        "article": a.gold.split.article.id,
        "sentence": i,
        "label": int(a.gold.labels[i]),
        "development": round(float(ours.development[i]), 3),
        "new": round(float(ours.new[i]), 3),
        "text": ours.texts[i],
        "features": {
            name: round(float(value), 2)
            for name, value in zip(FEATURES, ours.features[i], strict=True)
            if value
        },
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def average_precision(gold: Truth, scores: Matrix) -> float:
    """Mean of the precision at each relevant rank (ties in order of reading)."""
    order = np.argsort(-scores, kind="stable")
    hits = gold[order].astype(float)
    if not hits.sum():
        return 1.0
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / hits.sum())


def f1(gold: Truth, ours: Truth) -> float:
    """Harmonic mean of precision and recall; 1 when there is nothing to find and nothing found."""
    both = int((gold & ours).sum())
    total = int(gold.sum()) + int(ours.sum())
    return 2 * both / total if total else 1.0
