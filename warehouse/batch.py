"""What one load takes, and what it reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np

from pipeline.alerts.tracks import Assignment
from pipeline.developments.history import History
from pipeline.records import (
    Alert,
    Article,
    Attribution,
    Development,
    Entry,
    Failure,
    Figure,
    Matrix,
    Poll,
)
from pipeline.stories.window import Placement

WAITING = "waiting"
"""Among a cycle's seconds: how long the other stages waited for those that run beside them."""

BESIDE = ("fetch", "extract", "embed")
"""Stages that run in threads of their own, beside the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One pass from due feeds to alerts. Loading it again under its id replaces its row."""

    id: str
    kind: Literal["run", "import", "rethread", "reextract"] = "run"
    started_at: datetime
    ended_at: datetime | None = None  # None: still running
    counts: Mapping[str, int] = field(default_factory=dict)  # of anything countable, by its noun
    took_s: Mapping[str, float] = field(default_factory=dict)  # seconds by stage, and of WAITING

    @property
    def wall_s(self) -> float:
        """Seconds from its start to its end: of what runs beside other stages, the waiting alone.

        Cycles without waiting ran one stage after another.
        """
        beside = BESIDE if WAITING in self.took_s else ()
        return sum(seconds for name, seconds in self.took_s.items() if name not in beside)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """All that one load writes. Everything may be empty; loading twice changes nothing.

    `articles` are new ones and `embeddings` their rows, `[n, 2 * d]`, in the same order; `edits`
    are known articles under a higher version, which keep vector, features and place. `tried` names
    the entries that were fetched and extracted: with no article and no failure of theirs they count
    as done, with a failure's `retry_at` they are wanted again then.
    """

    at: datetime
    polls: Sequence[Poll] = ()
    entries: Sequence[Entry] = ()  # that came without a poll (imports); a poll brings its own
    tried: Sequence[Entry] = ()
    articles: Sequence[Article] = ()
    edits: Sequence[Article] = ()
    embeddings: Matrix = field(default_factory=lambda: np.empty((0, 0), np.float32))
    model: str = ""  # the encoder's name and the sha256 of its weights
    sha256: str = ""
    placement: Placement = field(default_factory=Placement)
    told: History = field(default_factory=History.empty)  # sentences, vectors `[n, d]`
    figures: Sequence[Figure] = ()
    attributions: Sequence[Attribution] = ()
    developments: Sequence[Development] = ()
    past: Sequence[Development] = ()  # told before anybody followed their story
    follows: Sequence[Assignment] = ()  # which tracks follow which stories
    alerts: Sequence[Alert] = ()
    failures: Sequence[Failure] = ()  # those of `polls` are taken from there
    cycle: Cycle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How many rows a load added; all zero when it was loaded before."""

    entries: int = 0
    articles: int = 0
    edits: int = 0
    copies: int = 0
    developments: int = 0
    alerts: int = 0
    failures: int = 0
