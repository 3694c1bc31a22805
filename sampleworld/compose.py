"""Facts in an outlet's style -> pieces: articles with every version they will ever have.

Each phrasing is given to one outlet only, so that two newsrooms never share a sentence unless one
printed the other's text; an outlet may repeat its own sentence in a later article, as outlets do.
No chance is involved: the same files give the same world.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sampleworld.outlets import BY_ID, Outlet
from sampleworld.stories import Edit, Fact, Plan, Source, load_sources


@dataclass(frozen=True, slots=True)
class Line:
    """A phrasing in an article, with the fact it tells ("" for what only this article has)."""

    text: str
    fact: str
    local: bool = False
    news: bool = False  # a development, though no fact of the story


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article as it stood from `at` on."""

    at: datetime
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article of the world: its versions, in order of time."""

    id: str  # "story/key"
    story: str
    outlet: Outlet
    slug: str
    by: str
    place: str
    headings: tuple[str, ...]
    versions: tuple[Version, ...]
    copy_of: str = ""  # piece id
    agency: str = ""  # whose dateline a copy carries
    fault: str = ""

    @property
    def at(self) -> datetime:
        """First publication."""
        return self.versions[0].at

    @property
    def path(self) -> str:
        """Of its page on the server."""
        return f"/{self.outlet.id}/{self.at:%Y/%m/%d}/{self.slug}"

    def version(self, now: datetime) -> Version:
        """The version that stands at `now`; the first one before its publication."""
        return [v for v in self.versions if v.at <= now or v is self.versions[0]][-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Every story and article, in order of publication."""

    sources: Mapping[str, Source]
    pieces: tuple[Piece, ...]

    def at(self, now: datetime) -> tuple[Piece, ...]:
        """What is published at `now`, newest first."""
        return tuple(reversed([piece for piece in self.pieces if piece.at <= now]))


@dataclass(slots=True)
class _Pool:
    """The phrasings of one story, and which outlet has taken which."""

    source: Source
    taken: dict[tuple[str, int], str] = field(default_factory=dict)

    def take(self, name: str, outlet: str) -> Line:
        """An unused phrasing of the fact, else one this outlet used itself."""
        fact: Fact = self.source.facts[name]
        for wanted in (None, outlet):
            for i, text in enumerate(fact.say):
                if self.taken.get((name, i)) == wanted:
                    self.taken[name, i] = outlet
                    return Line(text, name)
        raise ValueError(
            f"story {self.source.name}: fact {name} has too few phrasings for {outlet}: "
            "write one more"
        )


@cache
def load_world() -> World:
    """The whole sample world, composed; about 10 ms."""
    sources = load_sources()
    pieces = [piece for source in sources for piece in compose(source)]
    return World(
        sources={source.name: source for source in sources},
        pieces=tuple(sorted(pieces, key=lambda piece: (piece.at, piece.id))),
    )


def compose(source: Source) -> list[Piece]:
    """The pieces of one story, in order of publication."""
    pool, pieces, headings = _Pool(source), dict[str, Piece](), list(source.headings)
    for plan in source.plans:
        outlet = BY_ID[plan.outlet]
        original = pieces.get(plan.copy_of)
        lines = _copied(original, plan) if original else _written(pool, plan, outlet)
        versions = [Version(at=plan.at, title=plan.title, lines=lines)]
        for edit in plan.edits:
            versions.append(_edited(versions[-1], edit, pool, outlet))
        own = headings[:2] if outlet.headings and len(lines) >= 6 else []
        headings = headings[len(own) :]
        pieces[plan.key] = Piece(
            id=f"{source.name}/{plan.key}",
            story=source.name,
            outlet=outlet,
            slug=slug(plan.title),
            by=plan.by or outlet.writers[len(pieces) % len(outlet.writers)],
            place=source.dateline,
            headings=tuple(own),
            versions=tuple(versions),
            copy_of=original.id if original else "",
            agency=original.outlet.id if original else "",
            fault=plan.fault,
        )
    return list(pieces.values())


def slug(title: str) -> str:
    """A URL's last part: ASCII words of the title, at most ten."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:10])


def _told(pool: _Pool, names: Sequence[str], outlet: Outlet) -> tuple[Line, ...]:
    return tuple(pool.take(name, outlet.id) for name in names)


def _written(pool: _Pool, plan: Plan, outlet: Outlet) -> tuple[Line, ...]:
    """The facts in their order, with the article's own sentences after every second one."""
    lines = list(_told(pool, plan.tells, outlet))
    for i, own in enumerate(plan.own):
        line = Line(own.text, "", news=own.kind == "development")
        lines.insert(2 + 3 * i, line)
    return tuple(lines)


def _copied(original: Piece, plan: Plan) -> tuple[Line, ...]:
    """The original's text as it stood when it was printed, cut from the end, with local lines."""
    lines = original.version(plan.at).lines
    kept = lines[: len(lines) - plan.cut]
    return kept + tuple(Line(text, "", local=True) for text in plan.local)


def _edited(before: Version, edit: Edit, pool: _Pool, outlet: Outlet) -> Version:
    swaps = dict(edit.swaps)
    lines = [
        pool.take(swaps[line.fact], outlet.id) if line.fact in swaps else line
        for line in before.lines
        if line.fact not in edit.drops
    ]
    lines[1:1] = _told(pool, edit.tells, outlet)
    return Version(at=edit.at, title=edit.title, lines=tuple(lines))
