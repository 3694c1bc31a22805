"""Whether a story's first title finds its other articles: recall by words, by meaning, and both.

    python -m tests.bench.recall FOLDER [VECTORS]

FOLDER holds labelled sets (`*.jsonl.gz`, as `newsthread eval stories` reads); VECTORS keeps their
vectors between runs. Prints for each set the share of the others of a story (ten at most) among the
first ten hits, the question's own article left out, in the mean over all stories with another:
`fused` of both lists, `both` with stories lifted, as the command and the page answer. Stories are
those found with coefficients fitted on the other sets.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from flows.reports.search import DEPTH, LEAST_COSINE, fuse, join_lists
from pipeline.encoders import DEFAULT, ENCODERS
from pipeline.encoders.language_means import initial_means
from pipeline.evaluation.fit import Pairs, fit_coefficients, regime_pairs
from pipeline.evaluation.labels import Labelled, read_stories
from pipeline.evaluation.stories import place_stream
from pipeline.records import Article, Matrix
from tests.quality.folds import read_vectors
from warehouse.search.analysis import parse_terms
from warehouse.search.meaning import MeaningIndex, VectorFilter, prior_leads
from warehouse.search.words import WordDocument, WordFilter, WordIndex

FOUND = 10
ASKED = 20
"""Hits that are asked for: the command's and the page's."""


SHA256 = ENCODERS[DEFAULT].sha256


def recall(
    folder: Path, labelled: Labelled, vectors: Matrix, found_stories: Mapping[str, str]
) -> dict[str, float]:
    """Recall@10 by words, by meaning, by both. `found_stories`: by article."""
    articles, stories = labelled.articles, labelled.stories
    words, meaning = indexes(folder, articles, vectors)
    members: dict[str, list[int]] = defaultdict(list)
    for i, story in enumerate(stories):
        members[story].append(i)
    found: dict[str, list[float]] = defaultdict(list)
    dimension = vectors.shape[1] // 2
    for rows in members.values():
        first, others = articles[rows[0]], {articles[i].id for i in rows[1:]}
        if not others:
            continue
        lists = ranked(words, meaning, first.title, vectors[rows[0], :dimension], found_stories)
        for name, ids in lists.items():
            hits = [id_ for id_ in ids if id_ != first.id][:FOUND]
            found[name].append(len(others.intersection(hits)) / min(FOUND, len(others)))
    return {name: float(np.mean(shares)) for name, shares in found.items()}


def ranked(
    words: WordIndex,
    meaning: MeaningIndex,
    title: str,
    vector: Matrix,
    found_stories: Mapping[str, str],
) -> Mapping[str, list[str]]:
    """Ids by words, by meaning, and by both, the best first."""
    most = ASKED * DEPTH
    by_words = words.find(parse_terms(title), WordFilter(), most)[0]
    near = meaning.nearest(vector, VectorFilter(), most)
    by_meaning = [(id_, cosine) for id_, cosine in near if cosine >= LEAST_COSINE]
    scores = fuse(by_words, by_meaning)
    joined = join_lists(by_words, by_meaning, found_stories)
    return {
        "words": list(dict(by_words)),
        "meaning": list(dict(by_meaning)),
        "fused": sorted(scores, key=lambda id_: -scores[id_]),
        "both": sorted(joined, key=lambda id_: -joined[id_]),
    }


def indexes(
    folder: Path, articles: Sequence[Article], vectors: Matrix
) -> tuple[WordIndex, MeaningIndex]:
    """Both, of these articles."""
    words = WordIndex(folder / "words", create=True)
    words.write(
        WordDocument(a.id, i, int(a.at.timestamp()), a.outlet, a.lang, a.url, a.title, a.text)
        for i, a in enumerate(articles)
    )
    meaning = MeaningIndex(folder / "meaning", vectors.shape[1] // 2, prior_leads(SHA256))
    columns = {
        "id": [a.id for a in articles], "at": [int(a.at.timestamp()) for a in articles],
        "outlet": [a.outlet for a in articles], "lang": [a.lang for a in articles],
    }  # fmt: skip
    meaning.append(columns, vectors)
    return words, meaning


def read_set(path: Path) -> Labelled:
    """A labelled set, its ids as a warehouse has them."""
    labelled = read_stories(path)
    renamed = [replace(article, id=f"{i:016x}") for i, article in enumerate(labelled.articles)]
    return replace(labelled, articles=renamed)


def main() -> None:
    """Print a line for each set."""
    kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    means = initial_means(SHA256)
    sets, vectors, pairs = {}, dict[str, Matrix](), dict[str, list[tuple[str, Pairs]]]()
    for path in sorted(Path(sys.argv[1]).glob("*.jsonl.gz")):
        name = path.name.split(".")[0]
        sets[name] = read_set(path)
        vectors[name] = read_vectors(sets[name].articles, kept and kept / f"{name}.npy")
        pairs[name] = list(regime_pairs(sets[name], vectors[name], means))
    for name, labelled in sets.items():
        family = name.split("_")[0] if name.startswith("og2021") else name  # two of one source
        others = [p for other in sets if not other.startswith(family) for p in pairs[other]]
        fitted = fit_coefficients(others, SHA256, {"left out": name})
        found, _ = place_stream(labelled.articles, vectors[name], fitted, means=means)
        with tempfile.TemporaryDirectory() as folder:
            shares = recall(Path(folder), labelled, vectors[name], found)
        line = "  ".join(f"{what} {share:.3f}" for what, share in shares.items())
        print(f"{name:16} {len(labelled.articles):5} articles  {line}", flush=True)


if __name__ == "__main__":
    main()
