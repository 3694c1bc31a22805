"""What allocators hold without use goes back to the system, in servers as between cycles."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from flows import http_server, memory
from flows.memory import LEAST_S, give_back_after_work, give_memory_back
from warehouse.store import Store

GROUPS = "SELECT count(*) FROM (SELECT range AS n, count(*) FROM range(2_000_000) GROUP BY n)"


def resident_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def test_what_a_statement_needed_is_given_back(tmp_path: Path) -> None:
    give_memory_back()
    before = resident_mb()
    with Store(tmp_path).news() as con:
        con.execute(GROUPS).fetchall()
    held = resident_mb() - before
    give_memory_back()
    assert resident_mb() - before < max(20, held / 3), f"{held:.0f} MB were held"


def test_a_server_gives_back_after_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    given, spent = [], [10.0]
    monkeypatch.setattr(memory, "give_memory_back", lambda: given.append(spent[0]))
    monkeypatch.setattr("time.process_time", lambda: spent[0])
    since = give_back_after_work(10.0)
    spent[0] += LEAST_S / 2
    since = give_back_after_work(since)
    assert (given, since) == ([], 10.0), "what little it computed is counted on"
    spent[0] += LEAST_S
    assert give_back_after_work(since) == spent[0]
    assert give_back_after_work(spent[0]) == spent[0]
    assert given == [spent[0]]


def test_each_server_does(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[bool] = []
    monkeypatch.setattr(http_server, "start_giving_back", lambda: began.append(True))
    monkeypatch.setattr(http_server.EndingServer, "run", lambda *_, **__: None)
    with socket.socket() as listener:
        http_server.serve_app(lambda *_: None, listener)  # type: ignore[arg-type, return-value]
    assert began == [True]
