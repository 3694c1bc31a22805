"""A generated stream of news: stories that develop, with copies, rewrites and restless feeds.

A story opens with the facts of a sample story and grows by planted developments: two events with
people and figures that nobody has told yet, above lines that the story has told. Around each stands
what must not alert: copies, a rewrite of the same events, the same entry with a bumped date, a new
guid or another title. The same seed gives the same stream.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sampleworld.compose import load_world

OUTLETS = ("Anchor", "Beacon", "Courier", "Despatch", "Echo", "Falcon", "Gazette", "Herald")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a feed shows of one article from one cycle on; the latest of one path counts."""

    cycle: int  # from which on
    path: str  # of its page: who it is
    outlet: str
    story: str
    title: str
    lines: tuple[str, ...]
    plant: int = -1  # the planted development that it tells first
    what: str = "report"  # opening, report, copy, rewrite, bumped, retitled, edited


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A development, and every sentence in which it is told."""

    number: int
    story: str
    cycle: int
    sentences: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stream:
    """Items in order of their cycles, and what was planted."""

    items: tuple[Item, ...]
    plants: tuple[Plant, ...]
    its: dict[str, str]  # story -> its subject in words


@cache
def material() -> dict[str, Any]:
    """The sentences and names to make developments of."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def stream(cycles: int, stories: int, each: int, seed: int = 0) -> Stream:
    """`stories` stories of `each` developments after the opening, over `cycles` cycles."""
    chance = random.Random(seed)
    its = dict(list(material()["its"].items())[:stories])
    items: list[Item] = []
    plants: list[Plant] = []
    names = [(f, s) for f in material()["firsts"] for s in material()["surnames"]]
    chance.shuffle(names)
    length = max(10, cycles * 2 // 5)  # a story's life; all begin early enough to live it
    for i, (story, it) in enumerate(its.items()):
        start = 1 + i * (cycles - length - 1) // max(1, stories - 1)
        _tell(story, it, range(start, start + length), each, names, chance, items, plants)
    return Stream(tuple(sorted(items, key=lambda item: item.cycle)), tuple(plants), its)


def _tell(  # noqa: PLR0917 - one story, when, of what, and where it goes
    story: str,
    it: str,
    life: range,
    each: int,
    names: list[tuple[str, str]],
    chance: random.Random,
    items: list[Item],
    plants: list[Plant],
) -> None:
    world = load_world()
    pieces = [p for p in world.pieces if p.story == story and not p.copy_of and not p.fault]
    first = next(p for p in pieces if p.outlet.lang == "en")
    subject = f"{it[0].upper()}{it[1:]}"
    known = (
        f"{subject} is what the country talks about this week.",
        *(line.text for line in first.versions[0].lines),
    )
    opening = Item(
        cycle=life[0], path=f"/{story}/0", outlet=chance.choice(OUTLETS), story=story,
        title=f"{subject}: {first.versions[0].title}", lines=known, plant=len(plants),
        what="opening",
    )  # fmt: skip
    plants.append(_plant(len(plants), opening, known))
    items += [opening, *_around(opening, (), chance, life.stop)]
    kinds = chance.sample(material()["developments"], 2 * each)
    step = (len(life) - 4) / each
    for k in range(each):
        told, retold = _worded(kinds[2 * k : 2 * k + 2], it, names, chance)
        at = life[0] + 4 + int(k * step + chance.random() * step * 0.5)
        background = (known[0], *chance.sample(known[1:], 4))
        report = Item(
            cycle=at, path=f"/{story}/{k + 1}", outlet=chance.choice(OUTLETS), story=story,
            title=f"{subject}: {' '.join(told[0].split()[:7]).rstrip(',')}",
            lines=(*told, *background), plant=len(plants),
        )  # fmt: skip
        plants.append(_plant(len(plants), report, (*told, *retold)))
        if k % 4 == 3:  # no article of its own: put silently into the one before
            before = items[-1]
            lines = (*told, *before.lines)
            items.append(replace(before, cycle=at, lines=lines, plant=report.plant, what="edited"))
        else:
            retold = (*retold, *reversed(background))
            items += [*_around(report, retold, chance, life.stop), report]


def _worded(
    kinds: list[list[str]], it: str, names: list[tuple[str, str]], chance: random.Random
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences of two events in both wordings, with people and figures of their own."""
    told, retold = list[str](), list[str]()
    for wordings in kinds:
        name = names.pop()
        n, m = sorted(chance.sample(range(13, 990), 2))
        fill = {"who": " ".join(name), "sur": name[1], "n": n, "m": m, "it": it}
        for text, lines in zip(wordings, (told, retold), strict=True):
            head, tail = text.format(**fill).split(". ", 1)
            lines += [f"{head}.", tail]
    return tuple(told), tuple(retold)


def _plant(number: int, item: Item, sentences: tuple[str, ...]) -> Plant:
    return Plant(number=number, story=item.story, cycle=item.cycle, sentences=frozenset(sentences))


def _around(item: Item, retold: tuple[str, ...], chance: random.Random, end: int) -> Iterator[Item]:
    """What follows an article and tells nothing new."""
    others = [o for o in OUTLETS if o != item.outlet]
    chance.shuffle(others)

    def later(least: int, most: int) -> int:
        return min(end, item.cycle + chance.randint(least, most))

    for n in range(chance.choice((0, 1, 2))):  # in the same cycle too
        title = item.title if chance.random() < 0.5 else f"{others[n]}: {item.title}"
        yield replace(
            item, cycle=later(0, 4), path=f"{item.path}/copy{n}", outlet=others[n], title=title,
            plant=-1, what="copy",
        )  # fmt: skip
    if retold and chance.random() < 0.7:
        yield replace(
            item, cycle=later(1, 6), path=f"{item.path}/rewrite", outlet=others[-1],
            lines=retold, plant=-1, what="rewrite",
        )  # fmt: skip
    for n in range(chance.choice((0, 1, 1, 2))):
        what = (
            chance.choice(("bumped", "bumped", "retitled")) if item.what == "report" else "bumped"
        )
        title = f"Update: {item.title}" if what == "retitled" else item.title
        yield replace(item, cycle=later(2 + 8 * n, 9 + 8 * n), title=title, plant=-1, what=what)
