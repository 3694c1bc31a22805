"""What publishing, the cookbook, and search cost on a large warehouse.

    python -m tests.bench.publishing [ARTICLES] [FOLDER]      100,000 unless given

Articles of 6 KB of invented words with a Zipf distribution, 200 outlets, three years, stories of
five; entries, memberships, copies and outcomes as real. Prints seconds and megabytes of publishing
after a cycle of 200 new articles and after an empty one, the slowest questions of the cookbook, and
the 50th and 95th percentile of searches by words and by meaning.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from flows.reports.search import SearchQuestion, search
from warehouse.warehouse import Warehouse

WORDS = 30_000
COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook.md"


def vocabulary(rng: np.random.Generator) -> np.ndarray:
    """Invented words of 3 to 11 letters, the frequent ones first."""
    letters = np.array(list("etaoinshrdlcumwfgypbvk"))
    return np.array(["".join(rng.choice(letters, n)) for n in rng.integers(3, 12, WORDS)])


def texts(rng: np.random.Generator, words: np.ndarray, n: int, length: int) -> list[str]:
    """`n` texts of `length` words."""
    ranks = np.minimum(rng.zipf(1.15, (n, length)), WORDS) - 1
    return [" ".join(row) for row in words[ranks]]


def fill(house: Warehouse, first: int, n: int, rng: np.random.Generator, words: np.ndarray) -> None:
    """Add articles `first` to `first + n`, with what belongs to them."""
    numbers = np.arange(first, first + n)
    start = datetime(2023, 11, 1, tzinfo=UTC).timestamp()
    at = pa.array(
        ((start + numbers * 94.0) * 1e6).astype("i8"), pa.timestamp("us")
    )  # 3 years a million
    table = pa.table(
        {
            "id": [f"{(int(i) * 0x9E3779B97F4A7C15) % (1 << 64):016x}" for i in numbers],
            "story": [f"{(int(i - i % 5) * 0x9E3779B97F4A7C15) % (1 << 64):016x}" for i in numbers],
            "outlet": [f"Outlet {i}" for i in rng.integers(0, 200, n)],
            "title": texts(rng, words, n, 10),
            "text": texts(rng, words, n, 1000),
            "moment": at,
            "n": pa.array(numbers),
        }
    )
    halves = rng.standard_normal((n, 768)).astype(np.float32)
    halves /= np.linalg.norm(halves, axis=1, keepdims=True) / np.sqrt(2)
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(halves.ravel()), 768)
    with house.store.both() as (news, stored):
        news.register("made", table)
        for statement in STATEMENTS:
            news.execute(statement)
        stored.register("made", pa.table({"article_id": table["id"], "vector": vectors}))
        stored.execute(
            "INSERT INTO store.vectors SELECT article_id, 'model', 'hash', vector FROM made"
        )


STATEMENTS = (
    """INSERT INTO store.articles BY NAME SELECT id, 1 AS version, 'feed' AS feed_id, outlet,
       'https://' || replace(lower(outlet), ' ', '') || '.example/' || id AS url, title, text,
       '' AS summary, 'en' AS lang, [outlet] AS authors, moment AS published_at,
       moment AS first_seen_at,
       moment AS told_at, 'page' AS source, id AS digest, '' AS external_id FROM made""",
    """INSERT INTO store.entries BY NAME SELECT id, 'feed' AS feed_id, outlet,
       'https://o.example/' || id AS url, id AS guid, title, left(text, 200) AS summary,
       '' AS content, [outlet] AS authors, 'en' AS lang, moment AS published_at,
       '' AS published_raw, moment AS first_seen_at, id AS digest FROM made""",
    """INSERT INTO store.outcomes BY NAME SELECT id AS entry_id, 'feed' AS feed_id, id AS digest,
       1 AS tries, moment AS tried_at, NULL AS retry_at, '' AS reason FROM made""",
    """INSERT INTO store.memberships BY NAME SELECT id AS article_id, story AS story_id,
       .8 AS score, story AS nearest_id, 'joined' AS reason, moment AS since FROM made""",
    """INSERT INTO store.copies BY NAME SELECT id AS article_id, story AS original_id,
       'near' AS kind, .9 AS share, .9 AS share_back, '' AS agency FROM made WHERE n % 5 = 1""",
    """INSERT INTO store.stories BY NAME SELECT id, title, ['a', 'b'] AS terms,
       [split_part(title, ' ', 1)] AS names, moment AS first_at, moment AS last_at, 5 AS n_articles,
       '' AS merged_into FROM made WHERE n % 5 = 0""",
)


def written(house: Warehouse, before: dict[int, int]) -> float:
    """Megabytes of files that are new since `before`."""
    now = files(house)
    return sum(size for inode, size in now.items() if inode not in before) / 1e6


def files(house: Warehouse) -> dict[int, int]:
    paths = [house.public_path, *house.parts_path.glob("*")]
    return {p.stat().st_ino: p.stat().st_size for p in paths if p.exists()}


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
    """Fill, then measure."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    house, rng = Warehouse(folder), np.random.default_rng(1)
    words = vocabulary(rng)
    for first in range(0, n, 10_000):
        fill(house, first, min(10_000, n - first), rng, words)
        if first % 100_000 == 0 or n <= 100_000:
            house.publish()
    started = time.perf_counter()
    house.publish()
    print(f"{n:,} articles, news.duckdb {house.store.news_path.stat().st_size / 1e6:,.0f} MB")
    print(f"the rest published in {time.perf_counter() - started:.1f} s")
    seconds, megabytes = [], []
    for cycle in range(12):
        fill(house, n + 200 * cycle, 200, rng, words)
        before, started = files(house), time.perf_counter()
        house.publish()
        seconds.append(time.perf_counter() - started)
        megabytes.append(written(house, before))
    print(f"cycles of 200: {np.median(seconds):.2f} s, most {max(seconds):.2f} s; "
          f"{np.median(megabytes):.1f} MB, most {max(megabytes):.1f} MB")  # fmt: skip
    before, started = files(house), time.perf_counter()
    house.publish()
    print(f"empty cycle: {time.perf_counter() - started:.2f} s, {written(house, before):.0f} MB")
    ask_cookbook(house)
    ask_index(house, rng, words)


def ask_cookbook(house: Warehouse) -> None:
    """Time every question of the cookbook."""
    recipes = re.findall(r"^## (\d+)\..*?```sql\n(.*?)```", COOKBOOK.read_text(), re.S | re.M)
    took = {}
    for number, sql in recipes:
        started = time.perf_counter()
        house.sql.query(sql)
        took[number] = time.perf_counter() - started
    slow = sorted(took.items(), key=lambda one: -one[1])[:6]
    print("cookbook, the slowest:", ", ".join(f"{n}: {s:.2f} s" for n, s in slow))


def ask_index(house: Warehouse, rng: np.random.Generator, words: np.ndarray) -> None:
    """Time searches, each of three words."""
    started = time.perf_counter()
    house.search.refresh("model", "hash")
    print(f"search index made in {time.perf_counter() - started:.0f} s")
    encoder = Directions(rng)
    for mode in ("words", "meaning", "both"):
        took = []
        for _ in range(40):
            asked = " ".join(words[rng.integers(0, 3000, 3)])
            started = time.perf_counter()
            search(house, SearchQuestion(asked, mode=mode), encoder.encode)
            took.append(time.perf_counter() - started)
        print(f"search by {mode}: p50 {np.percentile(took, 50) * 1e3:.0f} ms, "
              f"p95 {np.percentile(took, 95) * 1e3:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
