"""A large warehouse of invented articles, filled in bulk: by Arrow and SQL, not by cycles.

Articles of 6 KB of made-up words with a Zipf distribution, 200 outlets, 950 a day, stories of 5;
entries, memberships, copies, outcomes and places as a monitor leaves them. The last `WINDOW` are in
the window, with features, whatever the number before them: as in a stream that is always as busy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.records import Feed
from tests.bench.warehouse import made_features
from warehouse.vectors import replace_features
from warehouse.warehouse import Warehouse

WORDS = 30_000
POOL = 4_000_000
WINDOW = 10_000
PART = 10_000
SECONDS_APART = 91.0
END = datetime(2026, 11, 1, tzinfo=UTC)
"""When the last article is told."""

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
    """INSERT INTO store.places BY NAME SELECT id AS article_id, n AS seq, held, false AS kept
       FROM made""",
    """INSERT INTO store.memberships BY NAME SELECT id AS article_id, story AS story_id,
       .8 AS score, story AS nearest_id, 'joined' AS reason, moment AS since FROM made""",
    """INSERT INTO store.copies BY NAME SELECT id AS article_id, story AS original_id,
       'near' AS kind, .9 AS share, .9 AS share_back, '' AS agency FROM made WHERE n % 5 = 1""",
    """INSERT INTO store.stories BY NAME SELECT id, title, ['a', 'b'] AS terms,
       [split_part(title, ' ', 1)] AS names, moment AS first_at, moment + INTERVAL 8 MINUTE AS
       last_at, 5 AS n_articles, '' AS merged_into FROM made WHERE n % 5 = 0""",
)


@dataclass(slots=True)
class Press:
    """What articles are made of: words, how often each comes, and chance."""

    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))
    words: Any = None
    ranks: Any = None

    def __post_init__(self) -> None:
        letters = np.array(list("etaoinshrdlcumwfgypbvk"))
        lengths = self.rng.integers(3, 12, WORDS)
        self.words = np.array(["".join(self.rng.choice(letters, n)) for n in lengths], object)
        self.ranks = np.minimum(self.rng.zipf(1.15, POOL), WORDS).astype(np.int32) - 1

    def texts(self, n: int, length: int) -> list[str]:
        """`n` texts of `length` words."""
        chosen = self.ranks[self.rng.integers(0, POOL, (n, length), np.int32)]
        return [" ".join(row) for row in self.words[chosen].tolist()]

    def question(self) -> str:
        """Three words that are neither rare nor in every text."""
        return " ".join(self.words[self.rng.integers(50, 3000, 3)])


def fill(house: Warehouse, press: Press, first: int, n: int, of: int) -> None:
    """Add articles `first` to `first + n` of `of`, with what belongs to them."""
    numbers = np.arange(first, first + n)
    start = (END - timedelta(seconds=SECONDS_APART * of)).timestamp()
    told = ((start + numbers * SECONDS_APART) * 1e6).astype("i8")
    held = numbers >= of - WINDOW
    table = pa.table(
        {
            "id": [article_id(int(i)) for i in numbers],
            "story": [article_id(int(i - i % 5)) for i in numbers],
            "outlet": [f"Outlet {i}" for i in press.rng.integers(0, 200, n)],
            "title": press.texts(n, 10),
            "text": press.texts(n, 1000),
            "moment": pa.array(told, pa.timestamp("us")),
            "n": pa.array(numbers),
            "held": pa.array(held),
        }
    )
    halves = press.rng.standard_normal((n, 768), np.float32)
    halves /= np.linalg.norm(halves, axis=1, keepdims=True) / np.float32(np.sqrt(2))
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(halves.ravel()), 768)
    with house.store.both() as (news, stored):
        news.register("made", table)
        for statement in STATEMENTS:
            news.execute(statement)
        stored.register("made", pa.table({"article_id": table["id"], "vector": vectors}))
        stored.execute(
            "INSERT INTO store.vectors SELECT article_id, 'model', 'hash', vector FROM made"
        )
        if held.any():
            ids = table["id"].filter(pa.array(held)).to_pylist()
            replace_features(stored, ids, made_features(len(ids)))


def article_id(number: int) -> str:
    """An id as hashes give them, of article `number`."""
    return f"{(number * 0x9E3779B97F4A7C15) % (1 << 64):016x}"


def fill_all(house: Warehouse, press: Press, n: int, publish_each: int = 100_000) -> None:
    """Fill a new warehouse with `n` articles, publishing now and then as a monitor does."""
    house.feeds.add([Feed(id="feed", url="http://feed.example/rss", title="Feed")], END)
    for first in range(0, n, PART):
        fill(house, press, first, min(PART, n - first), n)
        if (first + PART) % publish_each == 0 or first + PART >= n:
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
