"""A large warehouse of invented articles, filled in bulk: by Arrow and SQL, not by cycles.

    python -m tests.bench.large FOLDER ARTICLES

Articles of 7 KB in four languages by 200 outlets, 950 a day, in stories of very different size
(see `press`); with their entries, memberships, copies, edits and outcomes as a monitor leaves them,
merges of stories, what is kept of followed ones (one of twenty), cycles, a month of polls. `doctor
--deep` finds nothing wrong with it. The last `WINDOW` are in the window, with features, whatever
the number before them: as in a stream that is always as busy.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.records import Feed
from tests.bench.press import LANGS, OUTLETS, Course, Press
from tests.bench.warehouse import made_features
from warehouse.vectors import replace_features
from warehouse.warehouse import Warehouse

WINDOW = 10_000
PART = 40_000
"""Articles written at once: DuckDB writes a row group of 122,880 anew each time it grows."""

SECONDS_APART = 91.0
END = datetime(2026, 11, 1, tzinfo=UTC)
"""When the last article is told."""

SCRIPTS = {
    path.stem: [part for part in path.read_text(encoding="utf-8").split(";\n") if part.strip()]
    for path in Path(__file__).parent.glob("large*.sql")
}
"""`large`: what stands in a warehouse of the articles in `made`; `large_month`: what stands there
once, feeds' states and polls, failures, tracks."""


def fill(house: Warehouse, press: Press, numbers: range, of: int) -> None:
    """Add the articles of these numbers, of `of`, with what belongs to them."""
    table = made_articles(press, numbers, of)
    vectors = press.vectors(course_of(of).columns["story"][numbers.start : numbers.stop])
    rows = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1])
    with house.store.both() as (news, stored):
        news.register("made", table)
        for statement in SCRIPTS["large"]:
            news.execute(statement)
        news.unregister("made")
        stored.register("made", pa.table({"article_id": table["id"], "vector": rows}))
        stored.execute(
            "INSERT INTO store.vectors SELECT article_id, 'model', 'hash', vector FROM made"
        )
        stored.unregister("made")
        if held := table["id"].filter(table["held"]).to_pylist():
            replace_features(stored, held, made_features(len(held)))


def course_of(n: int) -> Course:
    """That of `n` articles, rounded up so that it serves for those that come too."""
    return _course(n + PART - n % PART)


@cache
def _course(n: int) -> Course:
    return Course(n)


def made_articles(press: Press, chosen: range, of: int) -> pa.Table:
    """The articles of these numbers, a row each."""
    first, last, n, numbers = chosen.start, chosen.stop, len(chosen), np.array(chosen)
    course = course_of(of)
    stories, originals = (course.columns[name][first:last] for name in ("story", "original"))
    outlets, langs = course.outlets(first, last), course.langs(stories)
    titles, texts, names = (np.empty(n, object) for _ in range(3))
    for lang in dict.fromkeys(LANGS):
        rows = np.flatnonzero(langs == lang)
        names[rows] = press.names(stories[rows], lang)
        titles[rows] = press.lines(len(rows), 8, lang)
        texts[rows] = press.texts(len(rows), lang)
    titles = names + " " + titles
    texts = titles + "\n" + names + " " + texts
    copied = (originals < numbers) & (originals >= first)
    texts[copied] = texts[originals[copied] - first]
    start = (END - timedelta(seconds=SECONDS_APART * of)).timestamp()
    told = ((start + numbers * SECONDS_APART) * 1e6).astype("i8")
    return pa.table(
        {
            "n": pa.array(numbers),
            "id": ids(numbers),
            "story": ids(stories),
            "original": pa.array(ids(originals), mask=~copied),
            "cycle": ids(numbers - numbers % 10),
            "outlet": [f"Outlet {i}" for i in outlets.tolist()],
            "feed": [f"feed{i:04d}" for i in outlets.tolist()],
            "followed": pa.array(stories % 20 == 0),
            "held": pa.array(numbers >= of - WINDOW),
            "moment": pa.array(told, pa.timestamp("us")),
            **{"lang": langs.tolist(), "name": names.tolist()},
            **{"title": titles.tolist(), "text": texts.tolist()},
        }
    )


def ids(numbers: Any) -> list[str]:
    """Ids as hashes give them, of articles of these numbers."""
    return [f"{(n * 0x9E3779B97F4A7C15) % (1 << 64):016x}" for n in numbers.tolist()]


def fill_all(house: Warehouse, press: Press, n: int, publish_each: int = 200_000) -> None:
    """Fill a new warehouse with `n` articles, publishing now and then as a monitor does."""
    feeds = [
        Feed(id=f"feed{i:04d}", url=f"http://outlet{i}.example/rss", outlet=f"Outlet {i}",
             title=f"Outlet {i}", lang=LANGS[i % len(LANGS)])
        for i in range(OUTLETS)
    ]  # fmt: skip
    house.feeds.add(feeds, END - timedelta(seconds=SECONDS_APART * n))
    for first in range(0, n, PART):
        fill(house, press, range(first, min(first + PART, n)), n)
        if (first + PART) % publish_each == 0 and first + PART < n:
            house.publish()
    with house.store.news() as con:
        for statement in SCRIPTS["large_month"]:
            con.execute(statement, {"at": END.replace(tzinfo=None)} if "$at" in statement else None)
    house.publish()


class Directions:
    """An encoder of random directions."""

    name, sha256, dimension = "model", "hash", 384

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def encode(self, asked: list[str]) -> np.ndarray:
        """A unit row for each text."""
        rows = self.rng.standard_normal((len(asked), 384)).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def main() -> None:
    """Fill the folder's warehouse."""
    fill_all(Warehouse(Path(sys.argv[1])), Press(), int(sys.argv[2]))


if __name__ == "__main__":
    main()
