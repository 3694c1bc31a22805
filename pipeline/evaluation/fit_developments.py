"""Fit what is new, what deserves an alert and what is quoted, on labelled threads.

`python -m pipeline.evaluation.fit_developments --encoder e5 [--real FILE ...] [--world FILE ...]`

Labels come from three sources: the project's own threads (`labelled_threads/*.jsonl`), real threads
(`--real`, none of whose text is kept, only weights) and the sample world's (`--world`, from `python
-m sampleworld.gold --threads`), which teach the alert decision alone. World stories that retell a
real thread are held out.

The sentence models are fitted on all threads; what stands on their probabilities (the joint model,
the alert, every threshold) on probabilities of threads left out, so that none is fitted to the
confidence of models that know the answer. `left_out_developments` measures all of it on whole
threads that nothing was fitted on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.detect import added_sentences, history_rows, occasion_of
from pipeline.developments.classifiers import (
    Classifiers,
    ScoredSentences,
    classifiers_path,
    joint_features,
    logistic,
    read_classifiers,
    separate_probabilities,
    standardised,
)
from pipeline.developments.figure_changes import changes
from pipeline.developments.newsworthiness import (
    NEWSWORTHINESS,
    newsworthiness,
    standardised_newsworthiness,
)
from pipeline.developments.novelty import FEATURES
from pipeline.encoders import load_encoder
from pipeline.evaluation.developments import LabelledArticle, Truth, labelled_articles, read_threads
from pipeline.language.load import ENGLISH
from pipeline.records import Matrix

THREADS = Path(__file__).parent / "labelled_threads"
STRENGTH = 0.02
"""Inverse of L2; .005 to .05 are equal within .01 on real threads left out (2026-11)."""
EVENT_SCALES = (0.0, 4.0, 8.0)
"""Weights of the vectors against standardised features; the mean of the models, which is one of the
same form. On real threads left out, in four divisions into folds, .68 of the quotes are
developments with 0 alone, .70 with 4, .68 with 8, .70 with the mean (at .64 of recall): which is
best alone is chance, and a mean has less of it (2026-11, seen when chosen)."""
WRONG_QUOTE = 0.25
"""What a wrong quote costs of what a right one gives: as probabilities hold on threads left out, a
second and third quote gain from `WRONG_QUOTE / (1 + WRONG_QUOTE)` on. At .2, .25, .29 of
probability .680, .686, .695 of the quotes of real threads left out are developments, at a recall of
.684, .667, .655; on the sample world's threads .648, .68, .718 at .773, .75, .713 (2026-11, seen
when chosen: the last two cost the sample world more than real threads gain)."""
FOLDS = 6
"""Of threads, for the probabilities that the later models are fitted on."""
ALERT_STRENGTH = 0.1
"""Inverse of L2 of the alert's model, which has few articles to learn from."""
ALERT_RECALL = 0.89
"""The alert threshold is the highest that keeps this recall on real threads left out, of which each
model of the folds has seen fewer. With it, our own articles weighing as much as real ones, the
sample world's .3 and `ALERT_STRENGTH`, .905 of the alerts of real threads left out are right at a
recall of .934, .906 at .951 without the sample world; 24 neighbours (weights .8 to 1.5, strengths
.1 and .15, recalls .88 to .9) give .877-.906 at .918-.951. With weight .3, strength 1 and .94 it
was .862 at .918 (2026-11, seen when chosen)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much one sentence or article of a source counts, by model; 0: it teaches nothing."""

    new: float
    development: float
    alert: float


WEIGHTS = {
    "real": Weights(1.0, 1.0, 1.0),
    "own": Weights(0.05, 0.1, 1.0),
    "world": Weights(0.0, 0.0, 0.3),
}
"""By source. On real threads left out (E5, 2026-11, seen when chosen) the average precision of new
is .852 without our own threads, .835 with them at .2: they tell known from new more plainly than
the world does. That of developments is .480 without, .499 with them at .2 and at .5, .42 with them
alone; but of the quotes, at .64 of recall, .660 are developments with them at .3, .696 at .1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """Labelled threads of one kind, and how much one of their sentences and articles counts."""

    name: str
    threads: Sequence[Sequence[LabelledArticle]]
    weights: Weights


def source(name: str, threads: Sequence[Sequence[LabelledArticle]]) -> Source:
    """Threads of the kind `name`, with the weights of `WEIGHTS`."""
    return Source(name=name, threads=threads, weights=WEIGHTS[name])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Judged:
    """An article with both probabilities of models that never saw its thread."""

    article: LabelledArticle
    source: Source
    new: Matrix
    alone: Matrix


def fit_classifiers(sources: Sequence[Source], folds: int = FOLDS) -> Classifiers:
    """Fit all models and thresholds; thresholds on the source of the highest weight."""
    models = _fit_sentence_models(sources)
    judged = list(_judge_left_out(sources, models, folds))
    joint = _fit_joint([j for j in judged if j.source.weights.development])
    models = replace(models, joint=joint)
    scored = [_scored(j, joint) for j in judged]
    measure = [i for i, j in enumerate(judged) if j.source is sources[0]]
    labels = np.concatenate([judged[i].article.labels for i in measure])
    new = np.concatenate([scored[i].new for i in measure])
    development = np.concatenate([scored[i].development for i in measure])
    models = replace(
        models,
        threshold_new=_best_threshold(labels >= 1, new),
        threshold_development=_best_threshold(labels == 2, development),
        threshold_quote=round(WRONG_QUOTE / (1.0 + WRONG_QUOTE), 3),
    )
    alert, threshold = _fit_alert(judged, scored, sources[0])
    return replace(models, alert=alert, threshold_alert=threshold)


def _fit_sentence_models(
    sources: Sequence[Source], left_out: int = -1, folds: int = 1
) -> Classifiers:
    """Fit both sentence models, on the threads outside one fold; the others stay unfitted."""
    seen = [
        (article, s.weights)
        for s in sources
        if s.weights.development
        for i, thread in enumerate(s.threads)
        if i % folds != left_out
        for article in thread
    ]
    rows = np.vstack([article.rows for article, _ in seen])
    labels = np.concatenate([article.labels for article, _ in seen])
    vectors = np.vstack([article.split.vectors for article, _ in seen])
    count = [len(article.labels) for article, _ in seen]
    of_new = np.repeat([weights.new for _, weights in seen], count)
    of_event = np.repeat([weights.development for _, weights in seen], count)
    mean, scale = np.average(rows, axis=0, weights=of_event), rows.std(axis=0) + 1e-6
    standard = standardised(rows, mean, scale)
    event = _fit_event(standard, vectors, labels == 2, of_event)
    columns = rows.shape[1]
    unfitted = np.zeros((4, len(NEWSWORTHINESS)), np.float32)
    return Classifiers(
        mean=mean,
        scale=scale,
        new=fit_logistic(standard, labels >= 1, STRENGTH, of_new),
        development=np.append(event[:columns], event[-1]),
        event=event[columns:-1],
        joint=np.array([0.0, 1.0, 0.0], np.float32),
        threshold_new=0.5,
        threshold_development=0.5,
        threshold_quote=0.5,
        alert=unfitted,
        threshold_alert=0.5,
    )


def _fit_event(standard: Matrix, vectors: Matrix, target: Truth, weigh: Matrix) -> Matrix:
    """Weights of features and of vectors, and the constant: the mean over `EVENT_SCALES`."""
    fitted = []
    for scale in EVENT_SCALES:
        rows = np.hstack([standard, scale * vectors])
        weights = fit_logistic(rows, target, STRENGTH, weigh)
        weights[standard.shape[1] : -1] *= scale
        fitted.append(weights)
    return np.asarray(np.mean(fitted, axis=0), np.float32)


def _judge_left_out(
    sources: Sequence[Source], models: Classifiers, folds: int
) -> Iterator[_Judged]:
    """Every article, judged by sentence models that never saw its thread."""
    for fold in range(folds):
        blind = _fit_sentence_models(sources, fold, folds)
        for s in sources:
            for thread in s.threads[fold::folds]:
                for article in thread:
                    used = blind if s.weights.development else models
                    new, alone = separate_probabilities(article.rows, article.split.vectors, used)
                    yield _Judged(article=article, source=s, new=new, alone=alone)


def _fit_joint(judged: Sequence[_Judged]) -> Matrix:
    """Fit the joint model, `[3]`."""
    rows = np.vstack([joint_features(j.new, j.alone) for j in judged])
    labels = np.concatenate([j.article.labels for j in judged])
    weigh = [np.full(len(j.new), j.source.weights.development) for j in judged]
    return fit_logistic(rows, labels == 2, 0.3, np.concatenate(weigh))


def _scored(judged: _Judged, joint: Matrix) -> ScoredSentences:
    article = judged.article
    odds = joint_features(judged.new, judged.alone) @ joint[:-1] + joint[-1]
    return ScoredSentences(
        texts=article.split.texts,
        vectors=article.split.vectors,
        features=article.rows,
        new=judged.new,
        development=logistic(odds),
    )


def _fit_alert(
    judged: Sequence[_Judged], scored: Sequence[ScoredSentences], measure: Source
) -> tuple[Matrix, float]:
    """Fit the alert model, `[4, len(NEWSWORTHINESS)]`, and its threshold by articles left out."""
    rows, wanted, weigh, folds = [], [], [], []
    for i, (j, sentences) in enumerate(zip(judged, scored, strict=True)):
        split, before = j.article.split, j.article.before
        added = added_sentences(split, before)
        if j.article.alert is None or not added:
            continue
        changed = changes(
            history_rows(split).figures, before.figures, split.article.lang or ENGLISH
        )
        rows.append(newsworthiness(sentences.rows(added), occasion_of(split, before, changed)))
        wanted.append(j.article.alert)
        weigh.append(j.source.weights.alert)
        folds.append(i % 10 if j.source is measure else -1)
    table, gold, weight = np.array(rows), np.array(wanted), np.array(weigh)
    fold = np.array(folds)
    odds = np.zeros(len(table))
    for k in range(10):
        alert = _alert_weights(table[fold != k], gold[fold != k], weight[fold != k])
        standard = standardised_newsworthiness(table[fold == k], alert)
        odds[fold == k] = standard @ alert[2] + alert[3][0]
    own = fold >= 0
    probabilities = np.sort(logistic(odds[own & gold]))
    threshold = float(probabilities[int((1 - ALERT_RECALL) * len(probabilities))])
    return _alert_weights(table, gold, weight), round(threshold, 3)


def _alert_weights(table: Matrix, gold: Matrix, weight: Matrix) -> Matrix:
    mean, scale = np.nanmean(table, axis=0), np.nanstd(table, axis=0) + 1e-6
    alert = np.array([mean, scale, np.zeros_like(mean), np.zeros_like(mean)], np.float32)
    fitted = fit_logistic(standardised_newsworthiness(table, alert), gold, ALERT_STRENGTH, weight)
    alert[2], alert[3, 0] = fitted[:-1], fitted[-1]
    return alert


def _best_threshold(gold: Truth, probabilities: Matrix) -> float:
    """The probability at which the F1 is highest."""
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum(gold[order])
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + gold.sum())
    return round(float(probabilities[order[int(f1.argmax())]]), 3)


def fit_logistic(rows: Matrix, target: Any, strength: float, weigh: Any = None) -> Matrix:
    """Weights and constant of an L2-regularised logistic regression, `[f + 1]`."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only when fitting

    model = LogisticRegression(C=strength, max_iter=2000).fit(rows, target, weigh)
    return np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)


HELD_OUT = frozenset(("venezuela-call",))
"""Stories of the sample world that retell one of the real threads, which measure."""


def read_sources(
    real: Sequence[Path], world: Sequence[Path], encoder: Any
) -> tuple[list[Source], list[Path]]:
    """The sources in order of weight, and their files; own threads always."""
    own = sorted(THREADS.glob("*.jsonl"))
    files = {"real": list(real), "own": own, "world": list(world)}
    sources = []
    for name, paths in files.items():
        threads = [t for path in paths for t in read_threads(path) if t["story"] not in HELD_OUT]
        if threads:
            sources.append(source(name, [labelled_articles(t, encoder) for t in threads]))
    return sources, [path for paths in files.values() for path in paths]


def write_classifiers(
    classifiers: Classifiers, files: Sequence[Path], path: Path, provenance: Mapping[str, Any]
) -> None:
    """Write the coefficients to `path` as JSON, with the sha256 of the files they come from."""
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    data: dict[str, Any] = {**provenance, "threads_sha256": digest, "strength": STRENGTH}
    data |= {"features": FEATURES, "newsworthiness": NEWSWORTHINESS}
    for name in ("mean", "scale", "new", "development", "joint", "event", "alert"):
        data[name] = np.round(getattr(classifiers, name).astype(float), 4).tolist()
    for name in ("new", "development", "quote", "alert"):
        data[f"threshold_{name}"] = getattr(classifiers, f"threshold_{name}")
    lines = (f" {json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def write_fitted(sources: Sequence[Source], files: Sequence[Path], encoder: str) -> None:
    """Fit on all `sources`, read from `files`, and write the encoder's shipped coefficients."""
    provenance = {
        "from": "python -m pipeline.evaluation.fit_developments",
        "encoder": encoder,
        "sources": {s.name: f"{len(s.threads)} threads" for s in sources},
        "note": "fitted on all of them; what threads left out give, `newsthread eval developments "
        "--leave-out` prints",
    }
    write_classifiers(fit_classifiers(sources), files, classifiers_path(encoder), provenance)
    read_classifiers.cache_clear()


def main() -> None:
    """Fit on every thread given, and write the encoder's `developments_*.json`."""
    parser = argparse.ArgumentParser(description="Fit what is new on labelled threads.")
    parser.add_argument("--encoder", default="e5")
    parser.add_argument("--real", type=Path, nargs="*", default=[])
    parser.add_argument("--world", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    sources, files = read_sources(given.real, given.world, load_encoder(given.encoder))
    write_fitted(sources, files, given.encoder)


if __name__ == "__main__":
    main()
