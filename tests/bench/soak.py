"""Thousands of cycles of a generated stream, with all kinds of trouble: is each told once?

    python -m tests.bench.soak [CYCLES] [STORIES] [TROUBLES] [SEED]      2000 18 200

The stream (see `stream`) goes over loopback feeds through the real cycle with the real model, a
quarter of an hour of simulated time each. Some cycles meet trouble (see `troubles`): `kill -9`,
SIGTERM, a full disk, a clock that steps, a lock that is held; channels answer 500 or hang up for
hours; in the middle the past is re-threaded with weights that split stories, a cycle later with
weights that merge them again. Prints, as JSON: what was planted, for each (track, development,
channel) whether it was acknowledged exactly once, never, or twice, what else was sent, whether the
files were sound after each trouble, and memory and files as they grew.

What is not told exactly once is told apart: "judged" when the detector or the placing decided so
(silent, told again as another development, in another story), else it is a fault of the delivery.
"""

from __future__ import annotations

import json
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.encoders.registry import DEFAULT, ENCODERS
from pipeline.records import Development, Track
from pipeline.stories.score import shipped_coefficients, write_coefficients
from pipeline.web.urls import canonical, entry_id, hash_id
from sampleworld.loopback import running
from tests.bench.cycling import Runner, runner
from tests.bench.outlets import Channels, Mode, Outlets
from tests.bench.stream import Plant, Stream, stream
from tests.bench.troubles import KINDS, Troubles, grown, small_disk
from warehouse.warehouse import Warehouse

START = datetime(2026, 3, 2, tzinfo=UTC)
EVERY = timedelta(minutes=15)
SETTLING = 26  # cycles of an hour after the last: the longest pause between tries, and a digest
DIGEST = "07:00"


@dataclass(slots=True)
class Soak:
    """One run: who takes part, what was done to it."""

    stream: Stream
    warehouse: Warehouse
    outlets: Outlets
    channels: Channels
    runner: Runner
    troubles: Troubles
    chance: random.Random
    tracks: list[tuple[str, Track]] = field(default_factory=list)  # with the story meant
    since: dict[str, int] = field(default_factory=dict)  # track id -> cycle
    followed: dict[int, set[str]] = field(default_factory=dict)  # plant -> tracks of its story
    grown: list[dict[str, float]] = field(default_factory=list)
    whole_s: float = 1.0  # what a cycle takes, measured as we go

    def track(self, story: str, cycle: int, channels: tuple[str, ...], **request: Any) -> None:
        """Follow the story, from this cycle on."""
        now = START + EVERY * cycle
        id_ = hash_id("track", story, *channels, *request)
        track = Track(id=id_, name=story, created_at=now, channels=channels, **request)
        self.warehouse.tracks.save(track)
        self.tracks.append((story, track))
        self.since[id_] = cycle

    def track_unborn_stories(self) -> None:
        """Follow stories that do not exist yet: in words at once and as a digest, and by rules."""
        for i, (story, it) in enumerate(self.stream.its.items()):
            words = it.removeprefix("the ")
            if i % 6 in {0, 1}:
                self.track(story, 0, ("desk", "second"), query=words)
            if i % 6 == 1:
                self.track(story, 0, ("second", "post"), query=words, digest_at=DIGEST)
            if i % 6 == 3:
                place = re.findall(r"[A-Z]\w+", words)[0]
                self.track(story, 0, ("post", "desk"), any_of=(place,))

    def follow(self, cycle: int) -> None:
        """Follow by id the stories that opened two cycles ago and are to be followed so."""
        for i, story in enumerate(self.stream.its):
            opened = min(item.cycle for item in self.stream.items if item.story == story)
            if i % 6 == 2 and cycle == opened + 2:
                url = canonical(f"{self.outlets.base}/{story}/0")
                found = self.warehouse.stories.of([article := entry_id(url, "", "", "", "")])
                self.track(story, cycle, ("desk",), story_id=found[article])

    def cycle(self, number: int, now: datetime, *, trouble: bool = False) -> None:
        """One cycle; one that met trouble is either begun again at once or left to the next."""
        self.outlets.at(number)
        self.channels.cycle = number
        if trouble:
            self.troubles.meet(now, self.whole_s)
            if self.chance.random() < 0.5:
                return
        started = time.monotonic()
        self.runner.run(now)
        self.whole_s += 0.2 * (time.monotonic() - started - self.whole_s)
        self._look(number)
        self.troubles.prove(now)
        if number % 100 == 0:
            (count,) = self.warehouse.sql.query("SELECT count(*) FROM articles").rows[0]
            self.grown.append(grown(self.warehouse.path, count, self.runner.process.pid))

    def _look(self, cycle: int) -> None:
        """Note which tracks follow the story that a new development was placed in."""
        come = [i for i in self.stream.items if i.plant >= 0 and i.cycle <= cycle]
        new = [item for item in come if item.plant not in self.followed]
        if not new:
            return
        url = {item.plant: canonical(self.outlets.base + item.path) for item in new}
        ids = {plant: entry_id(each, "", "", "", "") for plant, each in url.items()}
        stories = self.warehouse.stories.of(list(ids.values()))
        follows = self.warehouse.tracks.follows()
        for plant, article in ids.items():
            if article in stories:
                found = {a.track_id for a in follows if a.story_id == stories[article]}
                self.followed[plant] = found


def outages(cycles: int, chance: random.Random) -> dict[int, dict[str, Mode]]:
    """Cycle -> how its channels fail: each channel is away four times, for 1 to 24 cycles."""
    modes: dict[int, dict[str, Mode]] = defaultdict(dict)
    for channel in ("desk", "second", "post"):
        for bad in ("500", "close", "500", "close"):
            begun = chance.randrange(cycles)
            for cycle in range(begun, begun + min(chance.choice((1, 4, 12, 24)), cycles // 4)):
                modes[cycle][channel] = bad
    return modes


def soak(
    folder: Path, *, cycles: int, stories: int, each: int, troubles: int, seed: int = 0
) -> dict[str, Any]:
    """Run it all and give the account."""
    generated = stream(cycles, stories, each, seed)
    chance, disk = random.Random(seed + 1), folder / "disk"
    with (
        small_disk(disk) as small,
        running(Outlets(generated.items, START, EVERY)) as outlets,
        running(Channels()) as channels,
    ):
        to = {name: f"http://{channels.address}/{name}" for name in ("desk", "second")}
        to["post"] = f"json://{channels.address}/post"
        warehouse = Warehouse(disk / "warehouse")
        with runner(warehouse.path, to) as process:
            kinds = KINDS if small else [kind for kind in KINDS if kind != "full"]
            met = Troubles(warehouse.path, process, chance, kinds)
            run = Soak(generated, warehouse, outlets, channels, process, met, chance)
            warehouse.feeds.add(outlets.feeds(int(EVERY.total_seconds())), START)
            run.track_unborn_stories()
            begun = time.monotonic()
            weights = _weights(folder, "strict", -4.0), _weights(folder, "lenient", 1.0)
            _play(run, cycles, troubles, weights)
            took = time.monotonic() - begun
        account = _account(run)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "cycles": cycles,
        "items": dict(Counter(item.what for item in generated.items)),
        "troubles": dict(met.met),
        "proofs": met.proofs,
        "unclean": met.unclean,
        "grown": run.grown,
        "channels_refused": sum(not r.acknowledged for r in channels.receipts),
        "wall_s": round(took),
        "cpu_s": round(used.ru_utime + used.ru_stime),
        **account,
    }


def _play(run: Soak, cycles: int, troubles: int, weights: tuple[str, str]) -> None:
    modes = outages(cycles, run.chance)
    busy = sorted({item.cycle for item in run.stream.items if item.plant >= 0})
    deadly = {*run.chance.sample(busy, min(len(busy), troubles // 2))}
    deadly |= {*run.chance.sample(range(cycles), troubles - len(deadly))}
    for number in range(cycles):
        run.channels.mode = dict(modes.get(number, {}))
        now = START + EVERY * number
        run.cycle(number, now, trouble=number in deadly)
        run.follow(number)
        if 0 <= (turn := number - cycles // 2) < len(weights):
            run.runner.killed(now, run.chance.random(), "rethread", weights[turn])
            run.runner.run(now, "rethread", weights[turn])
        if number and number % 100 == 0:
            print(f"{number} cycles, {run.whole_s:.2f} s each", file=sys.stderr)
    run.channels.mode = {}
    end = START + EVERY * cycles
    for hour in range(1, SETTLING):
        if run.warehouse.outbox.due(later := end + timedelta(hours=hour)):
            run.cycle(cycles, later)


def _weights(folder: Path, name: str, more: float) -> str:
    """A file of coefficients that find every pair so much likelier: -4 splits most stories."""
    shipped = shipped_coefficients(ENCODERS[DEFAULT].sha256)
    shifted = {
        regime: {**weights, "bias": weights["bias"] + more}
        for regime, weights in shipped.weights.items()
    }
    path = folder / f"{name}.json"
    write_coefficients(path, replace(shipped, weights=shifted))
    return str(path)


# --- the account -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class History:
    """An alert that a channel acknowledged, with the times it did; a digest holds several."""

    track: str
    channel: str
    key: str
    text: str
    cycle: int


def _told(run: Soak) -> Iterator[History]:
    """Every acknowledged alert, one per acknowledgement."""
    for receipt in run.channels.receipts:
        if not receipt.acknowledged:
            continue
        body, channel, cycle = receipt.body, receipt.channel, receipt.cycle
        if "track" in body:
            lines = [q["text"] for q in body["quotes"]] + [c["sentence"] for c in body["changes"]]
            for track in body["tracks"]:  # one message for all that would tell the channel this
                yield History(track["id"], channel, body["id"], "\n".join(lines), cycle)
            continue
        for part in body["message"].split("-" * 40):
            for track_id in re.findall(r"newsthread untrack (\w+)", part) or [""]:
                yield History(track_id, channel, hash_id(part), part, cycle)


def _account(run: Soak) -> dict[str, Any]:
    told = list(_told(run))
    times = Counter((t.track, t.channel, t.key) for t in told)
    once = {(t.track, t.channel, t.key): t for t in told}.values()
    developments = run.warehouse.stories.developments()
    rows = run.warehouse.sql.query("SELECT track_id, development_id, channel FROM alerts").rows
    addressed = {tuple(row) for row in rows}
    due = [
        (plant, track, channel)
        for story, track in run.tracks
        for plant in run.stream.plants
        if plant.story == story and plant.cycle > run.since[track.id]
        for channel in track.channels
    ]
    counts, judged, examples = Counter[str](), Counter[str](), list[str]()
    claimed: set[History] = set()
    for plant, track, channel in due:
        mine = [t for t in once if (t.track, t.channel) == (track.id, channel) and _tells(t, plant)]
        claimed.update(mine)
        if len(mine) == 1:
            twice = times[mine[0].track, mine[0].channel, mine[0].key] > 1
            counts["doubled" if twice else "exactly_once"] += 1
            continue
        why = _why(plant, (track.id, channel), mine, developments, addressed)
        if why == "unfounded":
            followed = track.id in run.followed.get(plant.number, {track.id})
            why = "lost" if followed else "judged to be in a story that the track does not follow"
        (judged if why.startswith("judged") else counts)[why] += 1
        examples.append(
            f"{why}: plant {plant.number} of {plant.story}, {channel}, {len(mine)} told"
        )
    for extra in set(once) - claimed:
        why = _else(extra, run)
        (judged if why.startswith("judged") else counts)[why] += 1
        examples.append(f"{why}: cycle {extra.cycle} to {extra.channel}: {extra.text[:160]!r}")
    return {
        "planted": len(run.stream.plants),
        "of_tracked_stories": len({plant.number for plant, *_ in due}),
        "due": len(due),
        "exactly_once": counts.pop("exactly_once", 0),
        "lost": counts.pop("lost", 0),
        "doubled": counts.pop("doubled", 0),
        "anything_else_sent": counts.pop("else", 0),
        **counts,
        "judged": dict(judged),
        "acknowledgements": len(told),
        "alerts_in_the_outbox": len(addressed),
        "examples": examples[:40],
    }


def _tells(told: History, plant: Plant) -> bool:
    flat = " ".join(told.text.split())
    return any(sentence in flat for sentence in plant.sentences)


def _why(
    plant: Plant,
    to: tuple[str, str],
    mine: Sequence[History],
    developments: Sequence[Development],
    addressed: set[tuple[Any, ...]],
) -> str:
    """Why a development was not told exactly once; `to` is the track's id and the channel."""
    rows = [d for d in developments if any(q.text in plant.sentences for q in d.quotes)]
    loud = [d for d in rows if d.alert]
    if len(mine) > 1:
        return "judged new twice" if len({t.key for t in mine}) > 1 else "doubled"
    if any((to[0], d.id, to[1]) in addressed for d in loud):
        return "lost"
    return "judged silent" if rows and not loud else "unfounded"


def _else(told: History, run: Soak) -> str:
    """What an alert tells that was not due: a development of another story, or nothing planted."""
    if any(_tells(told, plant) for plant in run.stream.plants):
        return "judged to be of another story"
    return "else"


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    given = dict(zip(("cycles", "stories", "troubles", "seed"), numbers, strict=False))
    chosen = {"cycles": 2000, "stories": 18, "troubles": 200} | given
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(soak(Path(folder), each=8, **chosen), indent=1, ensure_ascii=False))
