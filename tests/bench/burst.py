"""A burst of articles: stories whose sentences are drawn from the labelled threads, each used once.

Such a story makes no sense, but it costs what a real one costs: its articles have the length of
news articles, share sentences with each other and none with other stories.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from sampleworld.generated_pages import labelled_sentences
from tests.bench.stream import OUTLETS, Item

LENGTH, FRESH = 15, 4  # sentences of an article, and how many of a later one are new


def sentence_pool(chance: random.Random) -> list[str]:
    """Every sentence of the labelled threads, once, shuffled."""
    sentences = labelled_sentences()
    chance.shuffle(sentences)
    return sentences


def made_items(stories: int, others: Sequence[int], seed: int = 0) -> list[Item]:
    """One article per story and cycle, and `others[cycle]` on matters of their own.

    Of what an article tells again, every second sentence is said in other words.
    """
    chance = random.Random(seed)
    unused = sentence_pool(chance)
    told = {f"story{n}": list[str]() for n in range(stories)}
    items = list[Item]()
    for cycle, more in enumerate(others):
        for name, known in told.items():
            fresh = [unused.pop() for _ in range(FRESH if known else LENGTH)]
            again = chance.sample(known, LENGTH - FRESH) if known else []
            said = [s if i % 2 else f"As was told before, {s}" for i, s in enumerate(again)]
            items.append(_item(cycle, name, [*fresh, *said], chance))
            known.extend(fresh)
        items += [
            _item(cycle, f"other{cycle}x{n}", chance.choices(unused, k=LENGTH), chance)
            for n in range(more)
        ]
    return items


def _item(cycle: int, story: str, lines: list[str], chance: random.Random) -> Item:
    return Item(
        cycle=cycle,
        path=f"/{story}/{cycle}",
        outlet=chance.choice(OUTLETS),
        story=story,
        title=" ".join(lines[0].split()[:10]),
        lines=tuple(lines),
    )
