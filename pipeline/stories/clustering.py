"""Which story each article belongs to: it joins one, a later one merges two, a wrong join splits.

Everything happens after each article, never after each batch, and is a function of the pair
probabilities alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.stories.features import Features
from pipeline.stories.linkage import link_groups, link_strength
from pipeline.web.urls import hash_id

# Probabilities, chosen by hand (2026-11).
KEEP_LINK = 0.05  # pairs below this are forgotten
_NEAR = 0.2  # a story is considered when one of its articles reaches this with the new one
_MERGE = 0.3  # ... for a merge: the new article's link to the other story
_MOVE = 0.4  # ... for a move: the older article's probability with the new one
MARGIN = 0.1  # what a move must gain, and how far below joining a story must fall to be split
_MOST_MOVES = 10  # articles that one new article may move

Reason = Literal["founded", "joined", "copy", "user", "merged", "split"]


@dataclass(frozen=True, slots=True)
class Move:
    """Article `seq` now belongs to `story`."""

    seq: int
    story: str
    score: float
    nearest: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Change:
    """Story `story` merged into `other`, or `other` split off from it."""

    kind: Literal["merged", "split"]
    story: str
    other: str
    score: float
    reason: str
    at: int  # seconds since 1970


@dataclass(slots=True)
class Clustering:
    """The stories of a window while articles are being placed; articles are known by seq.

    `members`, `links` hold immutable values that are replaced, never changed, so that a shallow
    copy is a copy.
    """

    ids: dict[int, str]  # article id by seq: a new story takes its first article's
    story: dict[int, str]
    members: dict[str, tuple[int, ...]]
    links: dict[int, Mapping[int, float]]
    past: dict[str, tuple[int, int]] = field(default_factory=dict)  # left: how many, first time
    apart: frozenset[frozenset[int]] = frozenset()  # pairs that a user keeps apart
    barred: frozenset[tuple[int, str]] = frozenset()  # articles that a user cut out of a story
    pinned: frozenset[str] = frozenset()  # stories that a user merged: never split
    moves: list[Move] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    thinned: set[str] = field(default_factory=set)  # stories that an article moved out of
    asleep: dict[str, tuple[int, ...]] = field(default_factory=dict)  # moved, then left the window
    now: int = 0  # seconds since 1970: when what is being done counts as done

    @classmethod
    def of(
        cls, ids: Sequence[str], seqs: Sequence[int], story_ids: Sequence[str], features: Features
    ) -> Clustering:
        """Of a window's rows. Links to articles that have left are left out."""
        story = dict(zip(seqs, story_ids, strict=True))
        members: dict[str, list[int]] = {}
        for seq, name in story.items():
            members.setdefault(name, []).append(seq)
        links: dict[int, dict[int, float]] = {seq: {} for seq in seqs}
        for row, seq in enumerate(seqs):
            for other, p in zip(
                features.links[row].tolist(), features.link_p[row].tolist(), strict=True
            ):
                if other in links:
                    links[seq][other] = links[other][seq] = p
        return cls(
            ids=dict(zip(seqs, ids, strict=True)),
            story=story,
            members={name: tuple(sorted(seqs)) for name, seqs in members.items()},
            links=dict(links),
        )

    def copied(self) -> Clustering:
        """A working copy that has seen no moves yet."""
        return Clustering(
            ids=dict(self.ids),
            story=dict(self.story),
            members=dict(self.members),
            links=dict(self.links),
            past=dict(self.past),
            apart=self.apart,
            barred=self.barred,
            pinned=self.pinned,
        )

    def forget(self, gone: Mapping[int, int]) -> None:
        """Drops articles that have left the window (seq -> time), with their links.

        Those that have moved are remembered by story: whoever stores the moves must hear where they
        are when that story merges.
        """
        moved = {move.seq for move in self.moves}
        for seq, time in gone.items():
            for other in self.links.pop(seq):
                if other not in gone:
                    self.links[other] = {o: p for o, p in self.links[other].items() if o != seq}
            story = self.story.pop(seq)
            left = tuple(s for s in self.members.pop(story) if s != seq)
            count, first = self.past.pop(story, (0, time))
            if left:
                self.members[story] = left
                self.past[story] = (count + 1, min(first, time))
            if seq in moved:
                self.asleep[story] = (*self.asleep.get(story, ()), seq)
            del self.ids[seq]

    def add(self, seq: int, links: Mapping[int, float], join: float, copy_of: int | None) -> None:
        """Places article `seq`; `links` are probabilities with earlier articles."""
        self.links[seq] = links
        for other, p in links.items():
            self.links[other] = {**self.links.get(other, {}), seq: p}
        near = {self.story[other] for other, p in links.items() if p >= _NEAR}
        ranked = sorted(
            ((self._reach(seq, story), -self.members[story][0], story) for story in near),
            reverse=True,
        )
        ranked = [(p, first, story) for p, first, story in ranked if self.allowed([seq], story)]
        home = self.story[copy_of] if copy_of is not None else ""
        if home and self.allowed([seq], home):
            self._put(seq, home, self._reach(seq, home), "copy")
        elif ranked and ranked[0][0] >= join:
            self._put(seq, ranked[0][2], ranked[0][0], "joined")
        else:
            self._put(seq, self._fresh_id([seq]), 1.0, "founded")
        self._bridge(seq, [story for p, _, story in ranked if p >= _MERGE], join)
        self._attract(seq, join)
        if _is_due(len(self.members[self.story[seq]])):
            self._divide(self.story[seq], join)

    def allowed(self, seqs: Iterable[int], story: str) -> bool:
        """Whether the user's decisions let these articles into the story."""
        if not self.apart and not self.barred:
            return True
        others = self.members.get(story, ())
        return not any(
            (seq, story) in self.barred
            or any(frozenset((seq, other)) in self.apart for other in others)
            for seq in seqs
        )

    def merge(self, story: str, other: str, score: float, reason: str) -> str:
        """Makes two stories one, under the id of the one that began first; that id."""
        if self.members[other][0] < self.members[story][0]:
            story, other = other, story
        gone = self.members.pop(other)
        why: Reason = "user" if reason == "user" else "merged"
        for seq in gone:
            self.story[seq] = story
            self.moves.append(Move(seq, story, score, self._nearest(seq, story), why))
        if other in self.asleep:
            asleep = self.asleep.pop(other)
            self.moves += [Move(seq, story, score, None, why) for seq in asleep]
            self.asleep[story] = (*self.asleep.get(story, ()), *asleep)
        self.members[story] = tuple(sorted((*self.members[story], *gone)))
        if other in self.past:
            (more, early), (count, first) = (
                self.past.pop(other),
                self.past.get(story, (0, self.now)),
            )
            self.past[story] = (count + more, min(first, early))
        if other in self.pinned:
            self.pinned |= {story}
        self.barred |= {(seq, story) for seq, barred in self.barred if barred == other}
        self.changes.append(Change("merged", other, story, score, reason, self.now))
        return story

    def take_out(self, seqs: Sequence[int], reason: str, score: float) -> str:
        """Makes these articles of one story a story of their own; its id."""
        old = self.story[seqs[0]]
        self.members[old] = tuple(s for s in self.members[old] if s not in set(seqs))
        new = self._fresh_id(seqs)
        why: Reason = "user" if reason == "user" else "split"
        self.members[new] = tuple(seqs)
        for seq in seqs:
            self.story[seq] = new
            self.moves.append(Move(seq, new, score, self._nearest(seq, new), why))
        self.changes.append(Change("split", old, new, score, reason, self.now))
        return new

    def _put(self, seq: int, story: str, score: float, reason: Reason) -> None:
        self.story[seq] = story
        self.members[story] = tuple(sorted((*self.members.get(story, ()), seq)))
        self.moves.append(Move(seq, story, score, self._nearest(seq, story), reason))

    def _bridge(self, seq: int, stories: Sequence[str], join: float) -> None:
        """Merges stories that the new article shows to be one."""
        for other in stories:
            story = self.story[seq]
            if other == story or other not in self.members:
                continue
            strength = self._link(story, other)
            if (
                strength >= join
                and self.allowed(self.members[story], other)
                and self.allowed(self.members[other], story)
            ):
                self.merge(story, other, strength, "one story: linked by a later article")

    def _attract(self, seq: int, join: float) -> None:
        """Moves single articles that fit the new article's story clearly better than their own."""
        story = self.story[seq]
        best = sorted(self.links[seq].items(), key=lambda item: (-item[1], item[0]))
        for other, p in best[:_MOST_MOVES]:
            old = self.story[other]
            if p < _MOVE or old == story or len(self.members[old]) == 1 or old in self.pinned:
                continue
            here, there = self._reach(other, old), self._reach(other, story)
            if there >= join and there > here + MARGIN and self.allowed([other], story):
                self.members[old] = tuple(s for s in self.members[old] if s != other)
                self.thinned.add(old)
                self._put(other, story, there, "split")

    def _divide(self, story: str, join: float) -> None:
        """Splits a story whose articles no longer hang together."""
        if story in self.pinned:
            return
        parts = link_groups(self.members[story], self.links, join - MARGIN)
        for part in parts[1:]:
            self.take_out(part, "two stories: too few links between them", 0.0)

    def _reach(self, seq: int, story: str) -> float:
        """Link of one article and the rest of a story: mean of its best pairs."""
        members = self.members[story]
        inside = [p for other, p in self.links[seq].items() if self.story.get(other) == story]
        return link_strength(inside, 1, len(members) - (self.story.get(seq) == story))

    def _link(self, story: str, other: str) -> float:
        few, many = sorted((story, other), key=lambda s: (len(self.members[s]), s))
        between = [
            p
            for seq in self.members[few]
            for o, p in self.links.get(seq, {}).items()
            if self.story.get(o) == many
        ]
        return link_strength(between, len(self.members[few]), len(self.members[many]))

    def _nearest(self, seq: int, story: str) -> int | None:
        inside = [
            (p, -other)
            for other, p in self.links.get(seq, {}).items()
            if self.story.get(other) == story
        ]
        return -max(inside)[1] if inside else None

    def _fresh_id(self, seqs: Sequence[int]) -> str:
        """The first article's id, or the next one's where a living story already has it."""
        for seq in seqs:
            if self.ids[seq] not in self.members:
                return self.ids[seq]
        new = hash_id("split", self.ids[seqs[0]], self.story[seqs[0]])
        while new in self.members:  # the same article was split off before, and others joined it
            new = hash_id("split", new)
        return new


def _is_due(size: int) -> bool:
    """Whether a story that reached this size is looked over for a split."""
    return 3 <= size <= 8 or size % 16 == 0
