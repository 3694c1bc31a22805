"""How long the warehouse takes: loading a batch, reading a window, publishing.

    python -m tests.bench.warehouse [ARTICLES] [FOLDER]

Fills a new warehouse with ARTICLES made-up articles (default 20,000; features and texts of a news
article's usual size), then prints seconds, and ratios that hold on a busy machine too: reading a
window against reading the same bytes with numpy, loading a batch at the end against one at the
beginning, publishing against a plain copy.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.records import Article, Entry, Feed, Membership, Poll, Story
from pipeline.stories.features import Features, article_features
from pipeline.stories.ragged import Ragged
from pipeline.stories.window import Placement
from warehouse.warehouse import Batch, Warehouse

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FEED = Feed(id="feed", url="http://feed.example/rss", title="Example")
CHANCE = np.random.default_rng(0)
LENGTHS = {"shingles": 400, "names": 25, "name_tf": 25, "figures": 8, "days": 3, "keys": 24,
           "links": 4, "link_p": 4}  # fmt: skip
TERMS = 230
"""Distinct words of a 500-word article."""

TEXT = " ".join(f"word{n % 700}" for n in range(500))


def made_features(n: int) -> Features:
    """Random rows of usual length, in the columns that features have."""
    kinds = {f.name: getattr(article_features([]), f.name).values.dtype for f in fields(Features)}
    columns = {}
    for name, kind in kinds.items():
        each = LENGTHS.get(name, TERMS)
        if kind == np.object_:
            columns[name] = Ragged.of([np.array(["Name"] * 5, np.object_)] * n, kind)
            continue
        values = CHANCE.integers(0, 200 if kind == np.uint8 else 1 << 31, n * each).astype(kind)
        columns[name] = Ragged(np.arange(0, n * each + 1, each), values)
    return Features(**columns)


def batch(first: int, n: int) -> Batch:
    """`n` articles numbered from `first`, ten to a story."""
    at = NOW + timedelta(seconds=first)
    articles = [
        Article(id=f"{first + i:016x}", outlet=f"Outlet {i % 50}", title=f"Title {first + i} of it",
                text=TEXT, lang="en", first_seen_at=at, digest="d", url=f"http://a/{first + i}")
        for i in range(n)
    ]  # fmt: skip
    entries = tuple(
        Entry(id=a.id, feed_id="feed", outlet=a.outlet, url=a.url, title=a.title,
              first_seen_at=at, digest="d")
        for a in articles
    )  # fmt: skip
    heads = [articles[i - i % 10].id for i in range(n)]
    vectors = CHANCE.standard_normal((n, 768)).astype(np.float32)
    vectors = (np.round(vectors / np.linalg.norm(vectors, axis=1)[:, None] * 2048) / 2048).astype(
        np.float32
    )
    placement = Placement(
        articles=[a.id for a in articles],
        seqs=np.arange(first, first + n),
        features=made_features(n),
        memberships=[
            Membership(article_id=a.id, story_id=h, score=0.9, nearest_id=h)
            for a, h in zip(articles, heads, strict=True)
        ],
        stories=[Story(id=h, title="T", first_at=at, last_at=at) for h in set(heads)],
    )
    return Batch(
        at=at, tried=entries,
        polls=[Poll(feed=FEED, at=at, outcome="ok", entries=entries, items=n)],
        articles=articles, embeddings=vectors, model="m", sha256="s", placement=placement,
    )  # fmt: skip


def timed(do: Callable[[], Any], times: int = 3) -> float:
    """The best of some runs, in seconds."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        do()
        best = min(best, time.perf_counter() - started)
    return best


def loads(house: Warehouse, first: int, n: int = 500, times: int = 3) -> float:
    """The best time of loading `n` further articles."""
    batches = [batch(first + n * i, n) for i in range(times)]
    return timed(lambda: house.load(batches.pop(0)), times)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()) / "house"
    shutil.rmtree(folder, ignore_errors=True)
    house = Warehouse(folder)
    house.feeds.add([FEED], NOW)
    said: dict[str, float] = {"articles": count}
    said["load_500_first_s"] = loads(house, 0)
    for first in range(1500, count, 5000):
        house.load(batch(first, min(5000, count - first)))
    said["load_500_last_s"] = loads(house, count)
    window = house.window.read("m", "s")
    said["window_rows"] = len(window)
    said["window_s"] = timed(lambda: house.window.read("m", "s"))
    said["window_vectors_mb"] = window.embeddings.nbytes / 1e6
    raw = folder / "raw"
    for name in ("embeddings",):
        np.save(raw.with_suffix(f".{name}.npy"), getattr(window, name))
    values = [getattr(window.features, f.name).values for f in fields(Features)]
    plain = [value for value in values if value.dtype != np.object_]
    said["window_features_mb"] = sum(value.nbytes for value in plain) / 1e6
    np.savez(raw.with_suffix(".npz"), *plain)

    def numpy_alone() -> None:
        np.load(raw.with_suffix(".embeddings.npy"))
        with np.load(raw.with_suffix(".npz")) as kept:
            for name in kept.files:
                kept[name]

    said["numpy_alone_s"] = timed(numpy_alone)
    said["window_to_numpy_ratio"] = said["window_s"] / said["numpy_alone_s"]
    said["load_last_to_first_ratio"] = said["load_500_last_s"] / said["load_500_first_s"]
    said["wanted_s"] = timed(lambda: house.feeds.wanted_entries(NOW))
    said["known_digests_s"] = timed(lambda: house.feeds.known_digests(["feed"]))
    said["publish_s"] = timed(house.publish)
    said["copy_s"] = timed(lambda: shutil.copyfile(house.store.news_path, raw))
    said["news_mb"] = house.store.news_path.stat().st_size / 1e6
    said["vectors_mb"] = house.store.vectors_path.stat().st_size / 1e6
    json.dump({k: round(v, 3) for k, v in said.items()}, sys.stdout, indent=1)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
