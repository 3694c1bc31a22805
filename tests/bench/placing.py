"""Articles placed per second against the size of the window, with vectors given; peak memory.

    python -m tests.bench.placing [--plot COST.png] [SIZE ...]

Texts are made up here: sentences of invented words with names and figures, about 350 words each, a
third of them second reports of an earlier one. Features are made in a second process while this one
places, as re-threading does; "alone" is the same without one. The figure is the median of five
rounds of 1,024 articles, for a shared machine's speed changes from second to second: between which
they lay, and the speed of a fixed Python loop, are printed with it.
"""

from __future__ import annotations

import resource
import statistics
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

import flows  # noqa: F401 - sets BLAS threads, before numpy reads them

# isort: split
import numpy as np

from pipeline.embed import exact, halves
from pipeline.encoders import ENCODERS
from pipeline.place import place, slide
from pipeline.records import Article, Matrix
from pipeline.stories.document_frequency import EARLY
from pipeline.stories.features import article_features
from pipeline.stories.prefetch import prefetch_features
from pipeline.stories.window import Window
from pipeline.workers import Workers

SIZES = (1_000, 10_000, 30_000, 100_000)
ROUNDS, PLACED, BATCH = 5, 1024, 256
FLOORS = {10_000: 500, 100_000: 200}
START = datetime(2026, 5, 1, tzinfo=UTC)
_DISTINCT = 4000  # texts that are made; larger windows hold them again with other vectors
WORDS = 350


def texts(rng: np.random.Generator, count: int) -> list[Article]:
    """Articles of invented words with the frequencies of a language (Zipf)."""
    signs = np.array(list("aeioubdfgklmnprstvz"))
    words = ["".join(rng.choice(signs, size=rng.integers(2, 10))) for _ in range(30_000)]
    rank = np.minimum(rng.zipf(1.25, size=(count, WORDS)), len(words)) - 1
    made: list[Article] = []
    for number in range(count):
        if number % 3 == 2:
            said = made[number - 2].text.split(" ")
            said[: WORDS // 2] = [words[r] for r in rank[number][: WORDS // 2]]
        else:
            said = [words[r] for r in rank[number]]
            said = [w.title() if k % 23 == 0 else w for k, w in enumerate(said)]
            said = [f"{w}." if k % 17 == 0 else w for k, w in enumerate(said)]
        at = START + timedelta(minutes=number)
        made.append(
            Article(
                id=f"{number:016x}",
                title=" ".join(said[:9]),
                text=" ".join(said),
                lang="en",
                outlet=f"o{number % 50}.test",
                published_at=at,
                first_seen_at=at,
            )
        )
    return made


def vectors(rng: np.random.Generator, count: int) -> Matrix:
    """Unit halves around a few hundred subjects, as a news stream has."""
    width = 2 * ENCODERS["minilm"].dimension
    subjects = rng.normal(size=(300, width)).astype(np.float32)
    rows = subjects[rng.integers(300, size=count)] + rng.normal(size=(count, width)).astype(
        np.float32
    )
    units = [half / np.linalg.norm(half, axis=1, keepdims=True) for half in halves(rows)]
    return exact(np.hstack(units))


def filled(size: int, rng: np.random.Generator, articles: list[Article]) -> Window:
    """A window of `size` rows, all within the time window."""
    features = article_features(articles)
    rows = np.arange(size) % len(articles)
    ids = [f"w{number:015x}" for number in range(size)]
    return replace(
        Window.empty(),
        ids=ids,
        seqs=np.arange(size) + EARLY,  # in the middle of a stream
        times=np.full(size, int(START.timestamp())),
        dated=np.ones(size, np.bool_),
        outlets=[articles[r].outlet for r in rows],
        langs=["en"] * size,
        titles=[articles[r].title for r in rows],
        story_ids=ids,
        copy_of=[""] * size,
        kept=np.zeros(size, np.bool_),
        embeddings=vectors(rng, size),
        features=features.take(rows),
        placed=size + EARLY,
    )


def measure(size: int, workers: Workers | None) -> list[float]:
    """Articles per second against a window of `size`, by round; `workers` make the features."""
    rng = np.random.default_rng(size)
    window = filled(size, rng, texts(rng, _DISTINCT)).with_norms()
    again = texts(np.random.default_rng(size + 1), ROUNDS * PLACED + 2 * BATCH)
    cut = list(batched([replace(a, id="n" + a.id[1:]) for a in again]))
    rows = vectors(rng, len(again))
    speeds, began, start = list[float](), 0.0, 0
    for part, features in (
        prefetch_features(cut, workers) if workers else ((part, None) for part in cut)
    ):
        given = rows[start : start + len(part)]
        placement = place(part, given, window, features=features)
        window = slide(window, placement, part, given)
        start += len(part)
        if start % PLACED == 2 * BATCH:  # the first make the derived parts, and start the worker
            speeds.append(PLACED / (perf_counter() - began))
            began = perf_counter()
    return speeds[1:]


def batched(articles: list[Article]) -> Iterator[list[Article]]:
    """In batches of `BATCH`."""
    for start in range(0, len(articles), BATCH):
        yield articles[start : start + BATCH]


def loop() -> float:
    """Million steps a second of a fixed Python loop."""
    began, total = perf_counter(), 0
    for step in range(2_000_000):
        total += step & 7
    return 2.0 / (perf_counter() - began)


def main(arguments: list[str]) -> int:
    """Prints a table; 1 when a floor is missed."""
    plot = arguments[arguments.index("--plot") + 1] if "--plot" in arguments else ""
    sizes = [int(a) for a in arguments if a.isdigit()] or SIZES
    speeds, missed = [], 0
    for size in sizes:
        steps, alone = loop(), statistics.median(measure(size, None))
        with Workers(1, preload=("pipeline.stories.features",)) as workers:
            rounds = measure(size, workers)
        speeds.append(statistics.median(rounds))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        floor = FLOORS.get(size, 0)
        missed += speeds[-1] < floor
        print(
            f"window {size:7,d}: {speeds[-1]:.0f} articles/s (floor {floor}; rounds "
            f"{min(rounds):.0f}-{max(rounds):.0f}; alone {alone:.0f}), "
            f"{1000 / speeds[-1]:.2f} ms each, peak {peak:.2f} GiB, loop {steps:.0f} M/s",
            flush=True,
        )
    if plot:
        import matplotlib.pyplot as plt  # noqa: PLC0415 - only when a plot is asked for

        plt.plot(sizes, [1000 / speed for speed in speeds], marker="o")
        plt.xlabel("articles in the window")
        plt.ylabel("ms per article placed")
        plt.ylim(bottom=0)
        plt.savefig(plot)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
