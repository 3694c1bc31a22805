"""Articles to fill a stream up with: stories of one to twenty, with copies, edits and names.

Each story has sentences of the invented labelled threads for its facts, with drawn names in the
place of theirs and other figures; two stories seldom have a sentence in common, and more seldom the
two names that they are about. The same seed gives the same articles.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from sampleworld.generated_pages import labelled_sentences
from tests.bench.stream import OUTLETS, Item

SIZES = {1: 0.5, 2: 0.2, 3: 0.12, 5: 0.1, 9: 0.06, 20: 0.02}
"""Articles of a story, and the share of stories that have so many: 2.7 in the mean."""

LINES, SIGNS = 2, range(68, 91)
"""Sentences of an article, and signs in one: just enough for an article, so that encoding thousands
takes minutes."""

COPIED, EDITED = 0.2, 0.03
"""Share of a story's articles that copy an earlier one, and of those that are edited later."""

LASTS = 6
"""Cycles that a story goes on for at most."""

_SYLLABLES = "ba dro ek fen gol hur il jas kem lor mun nis os pel quen rud sam tov ul vex wim yar"
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")  # a capital within a sentence
_FIGURE = re.compile(r"\d+")


def crowd(count: int, cycles: int, seed: int = 0) -> list[Item]:
    """So many items, in order of their cycles, 1 to `cycles`."""
    chance = random.Random(seed)
    pool = [line for line in labelled_sentences() if len(line) in SIGNS]
    items: list[Item] = []
    number = 0
    while len(items) < count:
        items += _story(number, cycles, chance, pool)
        number += 1
    return sorted(items[:count], key=lambda item: (item.cycle, item.path))


def _story(number: int, cycles: int, chance: random.Random, pool: Sequence[str]) -> list[Item]:
    """The items of one story, whose first is in the first of their cycles."""
    size = chance.choices(list(SIZES), list(SIZES.values()))[0]
    begun = chance.randint(1, cycles)
    facts = _facts(chance, chance.sample(pool, min(LINES + size, 6 * LINES)))
    subject = f"{_name(chance)} {_name(chance)}"
    items: list[Item] = []
    for n in range(size):
        outlet, path = chance.choice(OUTLETS), f"/crowd{number}/{n}"
        cycle = begun if not n else min(cycles, begun + chance.randint(0, LASTS))
        if items and chance.random() < COPIED:
            original = chance.choice(items)
            items.append(replace(original, path=path, outlet=outlet, cycle=cycle, what="copy"))
            continue
        lines = tuple(chance.sample(facts, LINES))
        opening = " ".join(lines[0].split()[:5]).rstrip(",.")
        item = Item(
            cycle=cycle, path=path, outlet=outlet, story=f"crowd{number}",
            title=f"{subject}: {opening}", lines=(f"{lines[0]} So {subject} said.", *lines[1:]),
        )  # fmt: skip
        items.append(item)
        if chance.random() < EDITED:
            told = (chance.choice(facts), *item.lines)
            later = min(cycles, cycle + chance.randint(1, LASTS))
            items.append(replace(item, cycle=later, lines=told, what="edited"))
    return items


def _facts(chance: random.Random, sentences: Sequence[str]) -> list[str]:
    """The sentences with other names and figures, each name the same in all of them."""
    names: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        return names.setdefault(found[0], _name(chance))

    def counted(_: re.Match[str]) -> str:
        return str(chance.randint(2, 990))

    return [_FIGURE.sub(counted, _NAME.sub(named, sentence)) for sentence in sentences]


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES.split(), k=2)).capitalize()
