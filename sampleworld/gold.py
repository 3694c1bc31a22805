"""What is true of every article of the sample world, derived from the plan it was composed by.

A sentence is 2 when it tells a development first, 1 when it tells background first, 0 when what it
says was told before in the story. An article deserves an alert when it is no copy and tells a
development first. `python -m sampleworld.gold` writes the gold file, one article version per line;
`--threads` writes the same as labelled threads, the format of `newsthread eval developments`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sampleworld.compose import Line, Piece, Version, World, load_world
from sampleworld.stories import Fact, StoryPlan


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that this version changes: what it counts, old and new value, line index."""

    counts: str
    old: str
    new: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRow:
    """The truth about one version of one article."""

    id: str  # piece id, "story/key"
    version: int  # from 1
    path: str  # of the page on the server
    story: str
    copy_of: str  # piece id, "" for an original
    at: datetime
    outlet: str
    title: str
    first: bool  # the story's first article: nothing to compare it with
    lines: tuple[str, ...]
    labels: tuple[int, ...]  # one per line
    facts: tuple[str, ...]  # told here first, in order
    changes: tuple[Change, ...]
    alert: bool
    lost: bool  # its page is not to be had, nor its text from the feed


def gold_rows(world: World) -> tuple[GoldRow, ...]:
    """One row per version of every piece, in order of time within each story."""
    return tuple(row for story in world.stories.values() for row in _story(story, world))


def labelled_threads(world: World) -> Iterator[dict[str, Any]]:
    """Stories of two or more articles with their lines labelled; an edit is read as an article."""
    rows = [row for row in gold_rows(world) if not row.lost]
    for name in world.stories:
        articles = [_thread_article(row) for row in rows if row.story == name]
        if len(articles) > 1:
            yield {"story": name, "articles": articles}


def line_facts(world: World, row: GoldRow) -> tuple[frozenset[str], ...]:
    """What each line of a version tells, by the names under which a fact is known once told."""
    story = world.stories[row.story]
    piece = next(piece for piece in world.pieces if piece.id == row.id)
    lines = piece.versions[row.version - 1].lines
    return tuple(
        frozenset(_root(story, fact).name for fact in _facts(story, line)) for line in lines
    )


def gold_line(row: GoldRow) -> str:
    """A gold row as one line of JSON."""
    return json.dumps(asdict(row), ensure_ascii=False, default=datetime.isoformat)


def _story(story: StoryPlan, world: World) -> Iterator[GoldRow]:
    told: set[str] = set()
    values: dict[str, str] = {}
    pieces = [piece for piece in world.pieces if piece.story == story.name]
    moments = [(v.at, i, n, piece) for i, piece in enumerate(pieces) for n, v in _versions(piece)]
    for at, i, n, piece in sorted(moments, key=lambda m: m[:3]):
        version, lost = piece.versions[n - 1], bool(piece.fault)
        known = set(told)
        labels, news = _labels(story, version, known)
        before = piece.versions[n - 2] if n > 1 else None
        changes = _changes(story, version, before, values if not lost else dict(values))
        if not lost:
            told = known
        yield GoldRow(
            id=piece.id, version=n, path=piece.path, story=story.name, copy_of=piece.copy_of,
            at=at, outlet=piece.outlet.id, title=version.title, first=i == 0 and n == 1,
            lines=tuple(line.text for line in version.lines), labels=labels, facts=news,
            changes=changes, alert=2 in labels and not piece.copy_of, lost=lost,
        )  # fmt: skip


def _versions(piece: Piece) -> list[tuple[int, Version]]:
    return list(enumerate(piece.versions, 1))


def _labels(
    story: StoryPlan, version: Version, told: set[str]
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """A label per line and the facts told first; these are added to `told`."""
    labels, news = list[int](), list[str]()
    for line in version.lines:
        fresh = [fact for fact in _facts(story, line) if _root(story, fact).name not in told]
        told.update(_root(story, fact).name for fact in fresh)
        news += [fact.name for fact in fresh]
        labels.append(_label(line, fresh, told))
    return tuple(labels), tuple(news)


def _label(line: Line, fresh: list[Fact], told: set[str]) -> int:
    """What the line's new facts make it; a line without facts is new when first printed."""
    if line.fact:
        return max((2 if fact.kind == "development" else 1 for fact in fresh), default=0)
    new = line.text not in told
    told.add(line.text)
    return int(new) * (2 if line.news else 1)


def _facts(story: StoryPlan, line: Line) -> list[Fact]:
    """What a line tells: its fact, or the facts it sums up."""
    if not line.fact:
        return []
    fact = story.facts[line.fact]
    return [story.facts[name] for name in fact.of] or [fact]


def _root(story: StoryPlan, fact: Fact) -> Fact:
    """The fact that, once told, makes this one known."""
    return story.facts[fact.same_as] if fact.same_as else fact


def _changes(
    story: StoryPlan, version: Version, before: Version | None, values: dict[str, str]
) -> tuple[Change, ...]:
    """Figures that take a new value here, or that the publisher changes against `before`.

    `values` holds the latest told value of each counted thing, and is brought up to date.
    """
    stood = {line.fact for line in before.lines} if before else set()
    changes = []
    for i, line in enumerate(version.lines):
        for fact in _facts(story, line):
            if not fact.value:
                continue
            latest = values.get(fact.counts)
            earlier = story.facts[fact.changes].value if fact.changes else ""
            if latest in {None, earlier}:
                values[fact.counts] = fact.value
            if (latest is not None and latest == earlier) or fact.changes in stood - {""}:
                changes.append(Change(fact.counts, earlier, fact.value, i))
    return tuple(changes)


def _thread_article(row: GoldRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "title": row.title,
        "published": row.at.isoformat(),
        "sentences": list(row.lines),
        "labels": None if row.first else list(row.labels),
        "alert": None if row.first else row.alert,
        "changed": [
            {"old": change.old, "new": change.new, "sentence": change.line}
            for change in row.changes
        ],
    }


def main() -> None:
    """Print the gold file, or the labelled threads with `--threads`."""
    world = load_world()
    if "--threads" in sys.argv[1:]:
        rows = [json.dumps(thread, ensure_ascii=False) for thread in labelled_threads(world)]
    else:
        rows = [gold_line(row) for row in gold_rows(world)]
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
