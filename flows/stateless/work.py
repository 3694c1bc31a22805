"""What a worker does with a part of a batch, wherever it is: `run_part(reference)`."""

from __future__ import annotations

import atexit
import os
import pickle
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from flows.poison import SPARED, failure_of
from flows.refusal import SettingsError
from flows.services import Services
from flows.stateless.files import exists, read_file, write_file
from flows.stateless.local import LocalStages, fetch_limits
from pipeline.fetch import Outcome, request_pages
from pipeline.poison import in_parts
from pipeline.records import Article, Entry, Page
from pipeline.web.politeness import HostState
from pipeline.web.urls import site

if TYPE_CHECKING:
    from flows.settings import Settings

BEAT_S: Final = 3.0
"""Seconds between two signs of life. Chosen by hand (2026-11)."""

_one_at_a_time = threading.Lock()
_kept: list[Services] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPart:
    """Entries whose sites are in no other part; `hosts` as owed at `at`, seconds since 1970."""

    settings: Settings
    entries: Sequence[Entry]
    now: datetime
    hosts: Mapping[str, HostState]
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractPart:
    """Entries with their pages, the bodies of which are in the files `bodies`."""

    settings: Settings
    entries: Sequence[Entry]
    pages: Sequence[Page]
    bodies: Sequence[str]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPart:
    """Articles."""

    settings: Settings
    articles: Sequence[Article]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """Outcomes in the order of the entries, pages without bodies; what hosts are owed, and when."""

    outcomes: Sequence[Outcome]
    hosts: Mapping[str, HostState]
    at: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a part came to, or what was raised for it; `seconds` of work, and who did it."""

    value: Any = None
    fault: Exception | None = None
    seconds: float = 0.0
    worker: str = ""


def worker_name() -> str:
    """Host and process of this worker."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run_part(reference: str) -> str:
    """Work on the part at `reference` and leave its result beside it; the reference.

    Done again it leaves the same. What our own code raises is part of the result; raises where the
    files cannot be read or written.
    """
    with _one_at_a_time:  # one client and one encoder a process
        part = read_file(f"{reference}.in")
        again = exists(f"{reference}.begun")
        services = _services_for(part.settings)
        with _signs_of_life(reference):
            began = time.perf_counter()
            value, fault = _result(part, services, reference, again=again)
        seconds = time.perf_counter() - began
        write_file(f"{reference}.out", Result(value, fault, seconds, worker_name()))
    return reference


def _result(
    part: Any, services: Services, reference: str, *, again: bool
) -> tuple[Any, Exception | None]:
    """What the part came to, or what was raised for it; settings that fit no machine here too: on
    another worker they would do no better."""
    try:
        return _work(part, services, reference, again=again), None
    except SettingsError as raised:
        return None, SettingsError(f"{raised} (worker {worker_name()})")
    except Exception as raised:
        if isinstance(raised, SPARED):
            raise
        return None, _sendable(raised)


def _services_for(settings: Settings) -> Services:
    """The services of this process, kept from part to part: processes that have loaded what reads
    pages take 2 s to start. One batch of settings at a time."""
    if _kept and _kept[0].settings != settings:
        _kept.pop().__exit__(None, None, None)
    if not _kept:
        _kept.append(Services(settings))
        atexit.register(_close_services)
    return _kept[0]


def _close_services() -> None:
    while _kept:
        _kept.pop().__exit__(None, None, None)


def _sendable(fault: Exception) -> Exception:
    """The exception, or one of the same words where it cannot be pickled."""
    try:
        pickle.loads(pickle.dumps(fault))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - whatever somebody's exception does when it is made again
        return RuntimeError(f"{type(fault).__name__}: {fault}")
    return fault


def _work(part: Any, services: Services, reference: str, *, again: bool) -> Any:
    local = LocalStages(services)
    if isinstance(part, EmbedPart):
        return local.embed(part.articles)
    if isinstance(part, ExtractPart):
        bodies: dict[str, bytes] = {}
        for file in part.bodies:
            bodies |= read_file(file)
        pages = [replace(page, body=bodies[page.entry_id]) for page in part.pages]
        return local.extract(part.entries, pages, part.now)
    return _fetch(part, services, reference, again=again)


def _fetch(part: FetchPart, services: Services, reference: str, *, again: bool) -> FetchResult:
    hosts = aged(part.hosts, time.time() - part.at)
    if again:  # who began it may have asked any of its sites a moment ago
        hosts = hosts | {
            name: replace(hosts[name], left_s=hosts[name].spacing_s)
            if name in hosts
            else HostState(left_s=services.client.settings.spacing_s, spacing_s=0.0)
            for name in {site(entry.url) for entry in part.entries}
        }
    services.wait(services.client.politeness.adopt(hosts))
    limits = fetch_limits(part.settings)

    def request(entries: Sequence[Entry]) -> list[tuple[str, Outcome]]:
        asked = request_pages(entries, services.client, part.now, limits=limits)
        return list(zip([e.id for e in entries], services.wait(asked), strict=True))

    done, culprits = in_parts(part.entries, request, SPARED)
    by_id = {id_: outcome for pairs in done for id_, outcome in pairs}
    by_id |= {c.item.id: failure_of("fetch", c.item, c.fault, part.now) for c in culprits}
    pages = [outcome for outcome in by_id.values() if isinstance(outcome, Page)]
    write_file(f"{reference}.bodies", {page.entry_id: page.body for page in pages})
    outcomes = [by_id[entry.id] for entry in part.entries]
    return FetchResult(
        outcomes=[replace(o, body=b"") if isinstance(o, Page) else o for o in outcomes],
        hosts=services.wait(services.client.politeness.states()),
        at=time.time(),
    )


def aged(hosts: Mapping[str, HostState], seconds: float) -> dict[str, HostState]:
    """The states after so many seconds."""
    return {name: replace(host, left_s=host.left_s - seconds) for name, host in hosts.items()}


@contextmanager
def _signs_of_life(reference: str) -> Iterator[None]:
    """Say every few seconds that the part is worked on."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(BEAT_S):
            write_file(f"{reference}.begun", (time.time(), worker_name()))

    write_file(f"{reference}.begun", (time.time(), worker_name()))
    thread = threading.Thread(target=beat, name="newsthread-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
