"""Labelled threads varied in order, repetition and sentence length, for fitting.

Written threads tell their news first and never repeat a sentence; real ones do otherwise: of the
first three sentences of real articles that deserve an alert 32 % are developments (ten threads,
46 articles, annotated 2026-11), and updates carry whole paragraphs on. So blocks of sentences
change places, told sentences are told again (label 0), and neighbours are joined to sentences of
real length.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

TITLED = 0.7
"""Share of varied articles that keep their title: weights must serve texts without one."""


def varied(thread: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
    """The thread with its articles from the second on varied: see the module's head."""
    earlier: list[str] = []
    articles = []
    for article in thread["articles"]:
        pairs = list(zip(article["sentences"], article["labels"] or (), strict=False))
        if pairs:
            pairs = _retold(_shuffled(_joined(_parted(pairs), rng), rng), earlier, rng)
            texts, labels = zip(*pairs, strict=True)
            title = article.get("title") if rng.random() < TITLED else ""
            articles.append(
                {**article, "title": title, "sentences": list(texts), "labels": list(labels)}
            )
        else:
            articles.append(article)
        earlier += article["sentences"]
    return {**thread, "articles": articles}


Pair = tuple[str, int]


# A spoken sentence and who spoke it: real splitters often cut between the two.
_SPOKEN = re.compile(
    r"^([\"“].{20,}[,?!][\"”]) ([A-Z][^\"“”]{4,90}\b(?:said|told|added|wrote)\b[^\"“”]{0,60}\.)$"
)


def _parted(pairs: Sequence[Pair]) -> list[Pair]:
    """Spoken sentences cut from their bare attribution, which tells nothing (label 0)."""
    parted: list[Pair] = []
    for text, label in pairs:
        spoken = _SPOKEN.match(text)
        parted += [(spoken[1], label), (spoken[2], 0)] if spoken else [(text, label)]
    return parted


def _joined(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """Three in ten neighbours become one sentence, a development when either is."""
    joined: list[Pair] = []
    for text, label in pairs:
        last = joined[-1][0] if joined else ""
        words = len(last.split()), len(text.split())
        fits = last.endswith(".") and min(words) > 4 and sum(words) < 45 and text[:1].isalpha()
        if fits and rng.random() < 0.3:
            link = rng.choice(("; ", ", and ", " - ", ", while "))
            joined[-1] = (last[:-1] + link + text, max(joined[-1][1], label))
        else:
            joined.append((text, label))
    return joined


def _shuffled(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """Blocks of two to five sentences in another order."""
    blocks, start = [], 0
    while start < len(pairs):
        size = rng.randint(2, 5)
        blocks.append(pairs[start : start + size])
        start += size
    rng.shuffle(blocks)
    return [pair for block in blocks for pair in block]


def _retold(pairs: Sequence[Pair], earlier: Sequence[str], rng: random.Random) -> list[Pair]:
    """With runs of up to six earlier sentences put in, none to one and a half times its length."""
    retold = list(pairs)
    left = int(rng.choice((0.0, 0.3, 0.6, 1.0, 1.5)) * len(retold))
    while left > 0 and len(earlier) > 6:
        size = min(left, rng.randint(1, 6))
        start = rng.randrange(max(1, len(earlier) - size))
        place = max(1, int(len(retold) * rng.random() ** 0.5))
        have = {text for text, _ in retold}
        retold[place:place] = [(t, 0) for t in earlier[start : start + size] if t not in have]
        left -= size
    return retold
