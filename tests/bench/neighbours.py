"""The nearest articles: all products against an index. Recall, time, memory; stories with either.

    python -m tests.bench.neighbours [ROWS] [LABELLED.jsonl.gz ...] [minilm]

Vectors are made up: subjects, stories in them, articles in these, each adding noise whose spectrum
falls as that of real ones. Queries are new articles of the same stories. CPU milliseconds of one
thread; labelled files are placed twice, and both agreements with their labels printed. A made-up
stream with labels, of any size: `tests.bench.neighbour_stories`.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.embed import exact
from pipeline.encoders import ENCODERS, load_encoder
from pipeline.encoders.language_means import initial_means
from pipeline.evaluation.agreement import agreement
from pipeline.evaluation.labels import read_stories
from pipeline.evaluation.stories import embed_all
from pipeline.place import place, slide
from pipeline.records import Matrix
from pipeline.stories.candidates import NEAREST
from pipeline.stories.neighbours import ApproximateNeighbours, nearest_by_cosine
from pipeline.stories.score import shipped_coefficients
from pipeline.stories.window import Window

QUERIES, BATCH, WIDTH = 512, 128, 384


def made_up_leads(count: int, rng: np.random.Generator) -> Matrix:
    """Unit rows, `[count, 384]`, in an order that mixes stories."""
    spectrum = (1 / np.sqrt(np.arange(WIDTH) + 10)).astype(np.float32)
    sizes = np.minimum(rng.zipf(1.6, size=count), 500)
    story = np.repeat(np.arange(count), sizes)[:count]
    rng.shuffle(story)
    subjects = rng.standard_normal((300, WIDTH), np.float32) * spectrum
    stories = rng.standard_normal((int(story.max()) + 1, WIDTH), np.float32) * spectrum * 0.7
    stories += subjects[rng.integers(300, size=len(stories))] / 2
    rows = np.empty((count, WIDTH), np.float32)
    for start in range(0, count, 50_000):
        part = story[start : start + 50_000]
        some = stories[part] + rng.standard_normal((len(part), WIDTH), np.float32) * spectrum * 0.6
        rows[start : start + len(part)] = some / np.linalg.norm(some, axis=1, keepdims=True)
    return rows


def window_of(leads: Matrix) -> Window:
    """A window of these leads; titles are the same."""
    count = len(leads)
    return replace(
        Window.empty(), seqs=np.arange(count), ids=[""] * count, placed=count,
        embeddings=np.hstack([leads, leads]),
    )  # fmt: skip


def measure(rows: int) -> None:
    """Print the costs of both ways, and what share of the exact ones the index finds."""
    leads = made_up_leads(rows + QUERIES, np.random.default_rng(1))
    window, whole = window_of(leads[:rows]), window_of(leads)
    nearest_by_cosine(leads[:2] @ leads[:100].T, 98)  # compiles
    spent, exact_near, best = 0.0, list[set[int]](), list[set[int]]()
    for start in range(rows, rows + QUERIES, BATCH):
        began = time.process_time()
        cosines = leads[start : start + BATCH] @ leads[:rows].T
        near = nearest_by_cosine(cosines, rows)
        spent += 1000 * (time.process_time() - began) / QUERIES
        exact_near += [set(near[k].tolist()) for k in range(BATCH)]
        best += [set(np.argpartition(-row, 10)[:10].tolist()) for row in cosines]
    print(f"{rows:,} rows: all products {spent:.2f} ms a query", flush=True)
    index, began = ApproximateNeighbours(least=0), time.process_time()
    index.begin(window)
    added = 1000 * (time.process_time() - began) / rows
    found, began = [], time.process_time()
    for start in range(rows, rows + QUERIES, BATCH):
        part = replace(
            whole, seqs=whole.seqs[: start + BATCH], embeddings=whole.embeddings[: start + BATCH]
        )
        part = replace(part, ids=[""] * (start + BATCH))
        near = index.nearest(part, start)
        found += [set(near[k].tolist()) for k in range(BATCH)]
    spent = 1000 * (time.process_time() - began) / QUERIES
    ten = np.mean([len(a & b) / 10 for a, b in zip(best, found, strict=True)])
    forty = np.mean([len(a & b) / NEAREST for a, b in zip(exact_near, found, strict=True)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"  index: {added:.2f} ms a row to build, {spent:.2f} ms a query with its adding, "
        f"recall@10 {ten:.3f}, @{NEAREST} {forty:.3f}; peak {peak:,.0f} MB",
        flush=True,
    )


def compare_stories(path: Path, model: str) -> None:
    """Print agreement with the labels, placed with all products and with the index."""
    labelled, encoder = read_stories(path), load_encoder(model)
    weights = shipped_coefficients(encoder.sha256)
    vectors = exact(embed_all(labelled.articles, encoder))
    for name, index in (("all products", None), ("index", ApproximateNeighbours(least=0))):
        window = Window.empty(means=initial_means(encoder.sha256))
        stories, began = {}, time.process_time()
        for start in range(0, len(vectors), 100):
            part = slice(start, start + 100)
            window = replace(window, neighbours=index if len(window) > 1024 else None)
            placement = place(labelled.articles[part], vectors[part], window, weights)
            stories |= {m.article_id: m.story_id for m in placement.memberships}
            window = slide(window, placement, labelled.articles[part], vectors[part])
        figures = agreement(labelled.stories, [stories[a.id] for a in labelled.articles])
        print(
            f"{path.name}, {name}: B-cubed F1 {figures['b3_f1']:.4f}, pairwise F1 "
            f"{figures['pairwise_f1']:.4f}, {time.process_time() - began:.0f} CPU s, "
            f"{len(index) if index else 0:,} rows in the index",
            flush=True,
        )


if __name__ == "__main__":
    given = sys.argv[1:] or ["100000"]
    for word in given:
        if word.isdigit():
            measure(int(word))
        elif word not in ENCODERS:
            compare_stories(Path(word), given[-1] if given[-1] in ENCODERS else "e5")
