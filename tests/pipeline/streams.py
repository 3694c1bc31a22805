"""Made-up articles with vectors that lean towards their event, for tests of stories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from pipeline.embed import exact
from pipeline.language.words import hash_word, tokens
from pipeline.records import Article, Matrix

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
PLACES = ["Veltram", "Ostrona", "Karbuk", "Lindale", "Moraque", "Pellworth"]
EVENTS = [
    ("Ferry runs aground off {p}", "A ferry with {n} passengers ran aground off {p} harbour"),
    ("Mayor of {p} resigns over harbour contract", "The mayor of {p} resigned after {n} days"),
    ("Warehouse fire in {p} burns through the night", "Fire crews fought a blaze that hurt {n}"),
]
REST = [
    "Officials in {p} said the cause was not yet known and that an inquiry would begin.",
    "Witnesses near the {p} bridge described what they had seen to local radio.",
    "The council of {p} called a special meeting for the evening.",
    "Insurers put the damage in {p} at several million.",
    "A spokeswoman thanked volunteers who had brought blankets and hot soup.",
]


def written(rng: np.random.Generator, number: int, dimension: int) -> tuple[Article, Matrix]:
    """An article about one of a few events, with a vector that leans towards its event."""
    event, where = int(rng.integers(len(EVENTS))), int(rng.integers(len(PLACES)))
    title, first = EVENTS[event]
    said = {"p": PLACES[where], "n": int(40 + 7 * where + rng.integers(2))}
    order = rng.permutation(len(REST))[: int(rng.integers(2, 6))]
    text = "\n".join([first.format(**said) + ".", *(REST[k].format(**said) for k in order)])
    article = Article(
        id=f"{number:016x}",
        title=title.format(**said),
        text=text if rng.random() > 0.15 else "",
        lang="en",
        outlet=f"outlet-{int(rng.integers(4))}.test",
        published_at=START + timedelta(hours=float(rng.integers(0, 900)))
        if rng.random() > 0.1
        else None,
        first_seen_at=START + timedelta(days=40),
    )
    centre = np.random.default_rng(100 * event + where).normal(size=2 * dimension)
    row = centre + rng.normal(size=2 * dimension) * 0.7
    halves = [half / np.linalg.norm(half) for half in np.split(row, 2)]
    return article, exact(np.concatenate(halves).astype(np.float32))


def stream(seed: int, count: int, dimension: int = 384) -> tuple[list[Article], Matrix]:
    """Articles and their `[count, 2 * dimension]` vectors; the same for the same seed."""
    rng = np.random.default_rng(seed)
    rows = [written(rng, number, dimension) for number in range(count)]
    return [article for article, _ in rows], np.stack([row for _, row in rows])


class HashedWords:
    """A tiny stand-in for an encoder: words hashed into 384 places."""

    name, sha256, dimension = "hashed", "0" * 64, 384

    def encode(self, texts: Sequence[str]) -> Matrix:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for token in tokens(text):
                row[hash_word(token) % self.dimension] += 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
