"""How well copies are found: edits made from real articles, against look-alikes.

Originals, their edits (each under another outlet), the other articles of their stories and
templated texts run through `place` as one stream. Pairs of untouched articles that share half of
the shorter text in runs of eight words or more are copies in the wild: neither right nor wrong.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from pipeline.encoders import Encoder
from pipeline.encoders.language_means import encode_texts, initial_means
from pipeline.evaluation.labels import Labelled, read_stories
from pipeline.evaluation.stories import embed_all, placements
from pipeline.evaluation.synthetic_copies import EDITS, templated
from pipeline.language.words import tokens
from pipeline.records import Article
from pipeline.stories.score import Coefficients, shipped_coefficients

# Chosen by hand (2026-11).
ORIGINALS = 40  # articles that are edited, each in every way
_TEMPLATED = 60
_LEAST_WORDS = 60  # of an original
_RUN_WORDS, _RUN_SHARE = 8, 0.5  # copies in the wild: runs in common, share of the shorter text
_SAME_LABEL, _OTHER_LABEL = 4.5, 3.0  # of headline pairs; what lies between is left out
_SEED = 1


def evaluate_copies(
    path: Path,
    encoder: Encoder,
    coefficients: Coefficients | None = None,
    *,
    originals: int = ORIGINALS,
) -> dict[str, Any]:
    """Precision, recall, recall by kind of edit, and wrong pairs by kind of look-alike.

    `originals`: so many articles of the file are edited, each in every way.

    A file of pairs (`a`, `b`, `label`) is read as headline pairs: how well cosines of titles
    tell labels of 4.5 and up from those of 3 and less.
    """
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        first = json.loads(next(lines, "{}"))
    if "a" in first and "b" in first:
        return _headlines(path, encoder)
    labelled = read_stories(path)
    articles, origin, kind = synthetic_stream(labelled, originals)
    vectors = embed_all(articles, encoder)
    copies = {
        copy.article_id: copy.original_id
        for placement in placements(
            articles,
            vectors,
            coefficients or shipped_coefficients(encoder.sha256),
            means=initial_means(encoder.sha256),
        )
        for copy in placement.copies
    }
    return _figures(articles, origin, kind, copies)


def synthetic_stream(
    labelled: Labelled, originals: int = ORIGINALS
) -> tuple[list[Article], Mapping[str, str], Mapping[str, str]]:
    """Articles in order; the original of each edit; the kind of every article."""
    rng = random.Random(_SEED)  # noqa: S311 - a fixed choice, not a secret
    long = [
        place
        for place, article in enumerate(labelled.articles)
        if len(tokens(article.text)) >= _LEAST_WORDS
    ]
    chosen = sorted(rng.sample(long, min(originals, len(long))))
    stories = {labelled.stories[place] for place in chosen}
    untouched = [labelled.articles[place] for place in long if labelled.stories[place] in stories]
    origin: dict[str, str] = {}
    kinds = {article.id: "untouched" for article in untouched}
    synthetic: list[Article] = []
    for place in chosen:
        article = labelled.articles[place]
        others = [labelled.articles[p] for p in rng.sample(long, min(6, len(long)))]
        for number, (kind, edit) in enumerate(EDITS.items()):
            copy = replace(
                edit(article, rng, others),
                id=f"{article.id}/{number}",
                outlet=f"outlet{number}.test",
            )
            synthetic.append(copy)
            origin[copy.id], kinds[copy.id] = article.id, kind
    for number in range(_TEMPLATED):
        like = labelled.articles[chosen[number % len(chosen)]]
        report = templated(like, rng, number)
        synthetic.append(replace(report, id=f"t{number}", outlet=f"paper{number % 7}.test"))
        kinds[f"t{number}"] = "templated"
    rng.shuffle(synthetic)
    return [*untouched, *synthetic], origin, kinds


def _figures(
    articles: Sequence[Article],
    origin: Mapping[str, str],
    kind: Mapping[str, str],
    copies: Mapping[str, str],
) -> dict[str, Any]:
    by_id = {article.id: article for article in articles}
    right, asked, wrong, wild = Counter[str](), Counter[str](), Counter[str](), 0
    for article in articles:
        name, root = article.id, origin.get(article.id, article.id)
        asked[kind[name]] += 1
        if name not in copies:
            continue
        original = origin.get(copies[name], copies[name])
        if original == root and name in origin:
            right[kind[name]] += 1
        elif _shared_runs(by_id[root], by_id[original]):
            wild += 1
            right[kind[name]] += name in origin
        elif kind[name] == "contained in a longer piece":
            right[kind[name]] += 1  # it holds two originals: either is right
        else:
            wrong[kind[name]] += 1
    edits = [k for k in asked if k in EDITS]
    hits = sum(right[k] for k in edits)
    return {
        "copies": sum(asked[k] for k in edits),
        "precision": hits / max(hits + wrong.total(), 1),
        "recall": hits / max(sum(asked[k] for k in edits), 1),
        "recall_by_edit": {k: right[k] / asked[k] for k in EDITS if asked[k]},
        "wrong_by_kind": dict(wrong),
        "look_alikes": {k: asked[k] for k in ("untouched", "templated")},
        "copies_in_the_wild": wild,
    }


def _shared_runs(one: Article, other: Article) -> bool:
    """Whether half of the shorter text stands in the other in runs of eight words or more."""
    mine, theirs = tokens(one.text), tokens(other.text)
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks if block.size >= _RUN_WORDS)
    return shared >= _RUN_SHARE * max(1, min(len(mine), len(theirs)))


def _headlines(path: Path, encoder: Encoder) -> dict[str, Any]:
    """Same headline (4.5 and up) against another (3 and less), by cosine of titles."""
    from sklearn.metrics import average_precision_score, roc_auc_score  # noqa: PLC0415

    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        pairs = [json.loads(line) for line in lines if line.strip()]
    pairs = [p for p in pairs if p["label"] >= _SAME_LABEL or p["label"] <= _OTHER_LABEL]
    titles = [p[side]["title"] for side in ("a", "b") for p in pairs]
    rows = encode_texts(titles, ["en"] * len(titles), encoder)
    half = len(pairs)
    cosines = (rows[:half] * rows[half:]).sum(axis=1)
    same = [p["label"] >= _SAME_LABEL for p in pairs]
    best = max(
        (_f1(cosines >= least, same), float(least)) for least in set(cosines.round(3).tolist())
    )
    return {
        "pairs": half,
        "same": sum(same),
        "average_precision": float(average_precision_score(same, cosines)),
        "auc": float(roc_auc_score(same, cosines)),
        "best_f1": best[0],
        "best_f1_at": best[1],
    }


def _f1(predicted: Sequence[bool], same: Sequence[bool]) -> float:
    both = sum(bool(p) and s for p, s in zip(predicted, same, strict=True))
    return 2 * both / max(sum(map(bool, predicted)) + sum(same), 1)
