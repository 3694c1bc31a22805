"""Story plans, read from TOML: facts with their phrasings, and who tells which of them when.

A story file (`stories/NAME.toml`) holds

    title, dateline, headings       of the story; headings are spread over articles that use them
    [facts.NAME]  say = [...]       3 or more phrasings, each used by one outlet only; of a story
                                    told in several languages a list for each: say.de = [...]
                  kind              "development" (default) or "background"
                  counts, value     what a figure counts and its value, e.g. "killed", "14"
                  changes           the fact whose figure this one replaces
                  same_as           the fact that says the same (a rounding): no news once told
                  of                names of the facts that a summarising sentence tells
    [[articles]]  key, outlet, at, title, by
                  tells                              fact names, in order
                  own                                sentences that only this article has: colour,
                                                     opinion, background; {say, kind} where one
                                                     is a development
                  copy_of, local, cut                for a wire copy
                  fault                              "404" or "403": the page is not to be had
                  [[articles.edits]] at, title, tells, drops, swaps ("old>new")
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any, Literal

START = datetime(2025, 11, 30, tzinfo=UTC)  # a Sunday
END = START + timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that a story's articles can tell, with the ways of saying it."""

    name: str
    say: tuple[str, ...]
    langs: tuple[str, ...]  # of each phrasing, "" for any
    kind: Literal["development", "background"] = "development"
    counts: str = ""
    value: str = ""
    changes: str = ""
    same_as: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """A sentence that only one article has."""

    text: str
    kind: Literal["development", "background"] = "background"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a publisher does to an article after publication."""

    at: datetime
    title: str
    tells: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    swaps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePlan:
    """One article to be composed: who, when, what."""

    key: str
    outlet: str
    at: datetime
    title: str
    tells: tuple[str, ...] = ()
    own: tuple[OwnSentence, ...] = ()
    by: str = ""
    copy_of: str = ""
    local: tuple[str, ...] = ()
    cut: int = 0
    fault: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPlan:
    """What one story file holds."""

    name: str
    title: str
    dateline: str
    headings: tuple[str, ...]
    facts: Mapping[str, Fact]
    plans: tuple[ArticlePlan, ...]  # in order of time


def load_story_plans() -> tuple[StoryPlan, ...]:
    """All story files of the package, by name."""
    folder = resources.files("sampleworld") / "stories"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(
        parse_story_plan(f.name.removesuffix(".toml"), f.read_text(encoding="utf-8")) for f in files
    )


def parse_story_plan(name: str, text: str) -> StoryPlan:
    """A story file's text as a StoryPlan; a fact that is told but not written raises ValueError."""
    data = tomllib.loads(text)
    facts = {key: _fact(key, value) for key, value in data["facts"].items()}
    plans = sorted(
        (_plan(i, value) for i, value in enumerate(data["articles"], 1)), key=lambda p: p.at
    )
    story = StoryPlan(
        name=name,
        title=data["title"],
        dateline=data.get("dateline", ""),
        headings=tuple(data.get("headings", ())),
        facts=facts,
        plans=tuple(plans),
    )
    _check(story)
    return story


def parse_time(text: str) -> datetime:
    """`"2 14:05"` is the second simulated day, 14:05 UTC."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    return START + timedelta(days=int(day) - 1, hours=int(hour), minutes=int(minute))


def _fact(name: str, value: Mapping[str, Any]) -> Fact:
    say = value["say"] if isinstance(value["say"], dict) else {"": value["say"]}
    return Fact(
        name=name,
        say=tuple(text for texts in say.values() for text in texts),
        langs=tuple(lang for lang, texts in say.items() for _ in texts),
        kind=value.get("kind", "development"),
        counts=value.get("counts", ""),
        value=str(value.get("value", "")),
        changes=value.get("changes", ""),
        same_as=value.get("same_as", ""),
        of=tuple(value.get("of", "").split()),
    )


def _plan(i: int, value: Mapping[str, Any]) -> ArticlePlan:
    return ArticlePlan(
        key=value.get("key", f"a{i}"),
        outlet=value["outlet"],
        at=parse_time(value["at"]),
        title=value["title"],
        tells=tuple(value.get("tells", "").split()),
        own=tuple(_own(own) for own in value.get("own", ())),
        by=value.get("by", ""),
        copy_of=value.get("copy_of", ""),
        local=tuple(value.get("local", ())),
        cut=value.get("cut", 0),
        fault=value.get("fault", ""),
        edits=tuple(_edit(edit) for edit in value.get("edits", ())),
    )


def _own(value: str | Mapping[str, Any]) -> OwnSentence:
    return (
        OwnSentence(value) if isinstance(value, str) else OwnSentence(value["say"], value["kind"])
    )


def _edit(value: Mapping[str, Any]) -> Edit:
    swaps = (swap.split(">") for swap in value.get("swaps", "").split())
    return Edit(
        at=parse_time(value["at"]),
        title=value["title"],
        tells=tuple(value.get("tells", "").split()),
        drops=tuple(value.get("drops", "").split()),
        swaps=tuple((old, new) for old, new in swaps),
    )


def _check(story: StoryPlan) -> None:
    named = {name for plan in story.plans for name in plan.tells}
    for plan in story.plans:
        for edit in plan.edits:
            named.update(edit.tells, edit.drops, *edit.swaps)
    for fact in story.facts.values():
        named.update(fact.of, {fact.changes, fact.same_as} - {""})
    if missing := sorted(named - story.facts.keys()):
        raise ValueError(f"story {story.name}: no fact named {', '.join(missing)}")
