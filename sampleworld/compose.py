"""Story plans -> pieces: the world's articles, each with every version it will ever have.

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
from sampleworld.stories import ArticlePlan, Edit, Fact, StoryPlan, load_story_plans


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
    """One article of the world, whole; the program's `Article` is what it makes of one version."""

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

    stories: Mapping[str, StoryPlan]
    pieces: tuple[Piece, ...]

    def published(self, now: datetime) -> tuple[Piece, ...]:
        """What is published at `now`, newest first."""
        return tuple(reversed([piece for piece in self.pieces if piece.at <= now]))


@dataclass(slots=True)
class _Phrasings:
    """The phrasings of one story, and which outlet owns which."""

    story: StoryPlan
    owners: dict[tuple[str, int], str] = field(default_factory=dict)  # (fact, place) -> outlet id

    def take(self, name: str, outlet: Outlet) -> Line:
        """An unused phrasing of the fact in the outlet's language, else one that it used.

        Raises ValueError.
        """
        fact: Fact = self.story.facts[name]
        for owner in (None, outlet.id):
            for i, (text, lang) in enumerate(zip(fact.say, fact.langs, strict=True)):
                if lang in ("", outlet.lang) and self.owners.get((name, i)) == owner:
                    self.owners[name, i] = outlet.id
                    return Line(text, name)
        raise ValueError(
            f"story {self.story.name}: fact {name} has too few phrasings for {outlet.id}: "
            "write one more"
        )


@cache
def load_world() -> World:
    """The whole sample world, composed; about 10 ms."""
    plans = load_story_plans()
    pieces = [piece for story in plans for piece in compose_story(story)]
    return World(
        stories={story.name: story for story in plans},
        pieces=tuple(sorted(pieces, key=lambda piece: (piece.at, piece.id))),
    )


def compose_story(story: StoryPlan) -> list[Piece]:
    """The pieces of one story, in order of publication."""
    phrasings, pieces = _Phrasings(story), dict[str, Piece]()
    headings = list(story.headings)
    for plan in story.plans:
        outlet = BY_ID[plan.outlet]
        original = pieces.get(plan.copy_of)
        lines = (
            _copied_lines(original, plan) if original else _original_lines(phrasings, plan, outlet)
        )
        versions = [Version(at=plan.at, title=plan.title, lines=lines)]
        for edit in plan.edits:
            versions.append(_edited_version(versions[-1], edit, phrasings, outlet))
        own = headings[:2] if outlet.headings and len(lines) >= 6 else []
        headings = headings[len(own) :]
        pieces[plan.key] = Piece(
            id=f"{story.name}/{plan.key}",
            story=story.name,
            outlet=outlet,
            slug=slug(plan.title),
            by=plan.by or outlet.writers[len(pieces) % len(outlet.writers)],
            place=story.dateline,
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


def _fact_lines(phrasings: _Phrasings, names: Sequence[str], outlet: Outlet) -> tuple[Line, ...]:
    return tuple(phrasings.take(name, outlet) for name in names)


def _original_lines(phrasings: _Phrasings, plan: ArticlePlan, outlet: Outlet) -> tuple[Line, ...]:
    """The facts in their order, with the article's own sentences after every second one."""
    lines = list(_fact_lines(phrasings, plan.tells, outlet))
    for i, own in enumerate(plan.own):
        line = Line(own.text, "", news=own.kind == "development")
        lines.insert(2 + 3 * i, line)
    return tuple(lines)


def _copied_lines(original: Piece, plan: ArticlePlan) -> tuple[Line, ...]:
    """The original's text as it stood when it was printed, cut from the end, with local lines."""
    lines = original.version(plan.at).lines
    return lines[: len(lines) - plan.cut] + tuple(Line(text, "", local=True) for text in plan.local)


def _edited_version(before: Version, edit: Edit, phrasings: _Phrasings, outlet: Outlet) -> Version:
    swaps = dict(edit.swaps)
    lines = [
        phrasings.take(swaps[line.fact], outlet) if line.fact in swaps else line
        for line in before.lines
        if line.fact not in edit.drops
    ]
    lines[1:1] = _fact_lines(phrasings, edit.tells, outlet)
    return Version(at=edit.at, title=edit.title, lines=tuple(lines))
