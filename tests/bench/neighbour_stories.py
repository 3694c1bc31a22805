"""Stories placed with all products against stories placed with the index, on a stream with labels.

    python -m tests.bench.neighbour_stories [SIZE ...]

Up to 200,000 articles the whole stream is placed, both ways. Beyond, that takes hours: the window
is filled with SIZE rows that stand in the generator's own stories, as though they had been placed
so, and the 4,096 articles that come next are placed both ways and alone are scored: every one's
story, old rows and all, against its own; pairwise the pairs with one of them. CPU seconds are of
placing in batches of 256, features given, without what is made once of a filled window, the index
too. Each way has a process of its own, a fork.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import process_time

import flows  # noqa: F401 - sets BLAS threads, before numpy reads them

# isort: split
import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.agreement import f1
from pipeline.place import compile_loops, place, slide
from pipeline.records import Article, Matrix
from pipeline.stories.document_frequency import EARLY, STEP, DocumentFrequency
from pipeline.stories.features import Features, article_features
from pipeline.stories.neighbours import ApproximateNeighbours
from pipeline.stories.ragged import Ragged
from pipeline.stories.window import Window
from tests.bench.labelled_stream import (
    PART,
    START,
    LabelledStream,
    articles_of,
    labelled_stream,
    vectors_of,
)

WHOLE, NEW, BATCH = 200_000, 4096, 256
SMALL = 1024
"""Rows up to which no index is asked."""

LINKS, LIKELY = 12, 0.8
"""Earlier articles of its story that an old row is linked with, and how likely."""

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coming:
    """Articles to be placed, aligned."""

    articles: list[Article]
    vectors: Matrix
    features: Features


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """What came of placing: the story of each row of the window, old ones first, and the cost."""

    stories: Labels
    before: float  # CPU seconds until the first is placed
    seconds: float  # CPU seconds of placing
    peak: float  # GB


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How well two ways to divide articles agree, of the newest alone."""

    b3_f1: float
    pairwise_f1: float
    otherwise: int  # not in the story that most of its story went to, or came from


def parts(rows: range) -> Iterator[range]:
    """These rows in parts that are made at once."""
    for start in range(rows.start, rows.stop, PART):
        yield range(start, min(start + PART, rows.stop))


def coming(stream: LabelledStream, rows: range) -> Coming:
    """These articles of the stream with what is made of each."""
    articles, features, vectors = list[Article](), Features.empty(), list[Matrix]()
    for part in parts(rows):
        some = articles_of(stream, part)
        articles += some
        features = features.append(article_features(some))
        vectors.append(vectors_of(stream, part))
    return Coming(articles=articles, vectors=np.vstack(vectors), features=features)


def filled(stream: LabelledStream, count: int) -> Window:
    """A window of the first `count` articles, in the middle of a stream, in their own stories."""
    window = Window.empty()
    frequency = DocumentFrequency.of(window.features, window.seqs, 0)
    frequency = replace(frequency, upto=EARLY)
    stories = stream.story[:count]
    links, link_p = _links(stories)
    features, vectors = window.features, window.column("embeddings")
    articles = list[tuple[str, str, str]]()
    for part in parts(range(count)):
        some = articles_of(stream, part)
        articles += [(article.id, article.outlet, article.title) for article in some]
        own = article_features(some)
        frequency = frequency.moved((EARLY + part.stop) // STEP * STEP, own, own.span(0, 0))
        features = features.append(frequency.with_norms(own))
        vectors = vectors.append(vectors_of(stream, part))
    ids, outlets, titles = map(list, zip(*articles, strict=True))
    _, first, inverse = np.unique(stories, return_index=True, return_inverse=True)
    return replace(
        window,
        ids=ids,
        seqs=np.arange(count) + EARLY,
        times=int(START.timestamp()) + (stream.days[:count] * 86400).astype(np.int64),
        dated=np.ones(count, np.bool_),
        outlets=outlets,
        langs=["en"] * count,
        titles=titles,
        story_ids=[ids[row] for row in first[inverse].tolist()],
        copy_of=[""] * count,
        kept=np.zeros(count, np.bool_),
        embeddings=vectors.filled,
        columns={"embeddings": vectors},
        features=features.linked(links, link_p),
        placed=EARLY + count,
        document_frequency=frequency,
    )


def _links(stories: Labels) -> tuple[Ragged, Ragged]:
    """Seqs of some earlier articles of each one's story, and how likely they are of one."""
    rng, before = np.random.default_rng(4), dict[int, list[int]]()
    rows = []
    for row, story in enumerate(stories.tolist()):
        earlier = before.setdefault(story, [])
        most = min(LINKS, len(earlier))
        rows.append([EARLY + earlier[k] for k in rng.permutation(len(earlier))[:most].tolist()])
        earlier.append(row)
    links = Ragged.of(rows, np.int64)
    return links, Ragged(links.offsets, np.full(len(links.values), LIKELY, np.float32))


def placed(window: Window, coming: Coming, index: ApproximateNeighbours | None) -> Run:
    """All of them placed against the window, which an index may serve."""
    began, window = process_time(), replace(window, neighbours=index)
    if len(window):
        window = place([], coming.vectors[:0], window).after or window
    window = replace(window, postings=window.post_keys())
    before, began = process_time() - began, process_time()
    for start in range(0, len(coming.articles), BATCH):
        end = min(start + BATCH, len(coming.articles))
        some, rows = coming.articles[start:end], coming.vectors[start:end]
        placement = place(some, rows, window, features=coming.features.span(start, end))
        window = slide(window, placement, some, rows)
    spent = process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    stories = np.unique(np.asarray(window.story_ids), return_inverse=True)[1]
    return Run(stories=stories, before=before, seconds=spent, peak=peak)


def placed_apart(window: Window, coming: Coming, index: ApproximateNeighbours | None) -> Run:
    """The same in a fork: nothing of it stays, and what both ways start from is had once."""

    def answer(end: Connection) -> None:
        end.send(placed(window, coming, index))

    context = get_context("fork")
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=answer, args=(its,))
    process.start()
    its.close()
    run: Run = mine.recv()
    process.join()
    return run


def scores(gold: Labels, found: Labels, newest: int) -> Scores:
    """Agreement of two labels of the same articles, of the last `newest` alone.

    B-cubed is the mean over these, of their stories as a whole; pairwise counts the pairs that one
    of them is in. Of all articles: what `agreement` says.
    """
    key = gold * (found.max() + 1) + found
    named = [np.unique(labels, return_inverse=True)[1] for labels in (key, gold, found)]
    sizes = [np.bincount(labels) for labels in named]
    old = [np.bincount(n[:-newest], minlength=len(s)) for n, s in zip(named, sizes, strict=True)]
    cell, its_gold, its_found = (s[n][-newest:] for n, s in zip(named, sizes, strict=True))
    right, of_gold, of_found = (
        float((s * (s - 1) - o * (o - 1)).sum()) for s, o in zip(sizes, old, strict=True)
    )
    best = [_best_cells(labels, named[0], sizes[0]) for labels in named[1:]]
    alike = best[0][named[0]] & best[1][named[0]]
    return Scores(
        b3_f1=f1(float((cell / its_found).mean()), float((cell / its_gold).mean())),
        pairwise_f1=f1(right / max(of_found, 1.0), right / max(of_gold, 1.0)),
        otherwise=int((~alike[-newest:]).sum()),
    )


def _best_cells(labels: Labels, cells: Labels, sizes: Labels) -> NDArray[np.bool_]:
    """Which cells are the largest of their label, the first of several, `[cells]`."""
    one = np.unique(cells, return_index=True)[1]  # an article of each
    order = np.lexsort((one, -sizes, labels[one]))
    best = np.zeros(len(sizes), np.bool_)
    best[order[np.unique(labels[one][order], return_index=True)[1]]] = True
    return best


def measure(size: int, new: int = 0) -> dict[str, Scores]:
    """Print what both ways give and cost; `new` articles against `size` rows, 0: the whole."""
    stream = labelled_stream(size + new)
    old = size if new else 0
    window = filled(stream, old) if old else Window.empty()
    rest = coming(stream, range(old, len(stream)))
    what = f"{new:,} new articles against {size:,} rows in their own stories" if new else (
        f"a whole stream of {size:,} articles"
    )  # fmt: skip
    print(f"{what}, {len(np.unique(stream.story[old:])):,} stories", flush=True)
    stream = replace(stream, directions=stream.directions[:0])
    runs, told = list[Run](), dict[str, Scores]()
    for name, index in (("all products", None), ("index", ApproximateNeighbours(least=SMALL))):
        runs.append(run := placed_apart(window, rest, index))
        told[name] = scores(stream.story, run.stories, len(rest.articles))
        print(
            f"  {name}: B-cubed F1 {told[name].b3_f1:.4f}, pairwise F1 "
            f"{told[name].pairwise_f1:.4f}; {run.seconds:,.0f} CPU s, "
            f"{len(rest.articles) / run.seconds:.0f} articles/s, {run.before:,.0f} CPU s before; "
            f"peak {run.peak:.1f} GB",
            flush=True,
        )
    both = scores(runs[0].stories, runs[1].stories, len(rest.articles))
    told["both"] = both
    print(
        f"  one way with the other: B-cubed F1 {both.b3_f1:.4f}, pairwise F1 "
        f"{both.pairwise_f1:.4f}; {both.otherwise:,} articles placed otherwise "
        f"({100 * both.otherwise / len(rest.articles):.2f} %)",
        flush=True,
    )
    return told


if __name__ == "__main__":
    compile_loops()
    for size in map(int, sys.argv[1:] or ["100000"]):
        measure(size, NEW if size > WHOLE else 0)
