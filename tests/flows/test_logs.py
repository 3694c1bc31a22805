"""What is logged: failures by default, cycles and batches when asked for; as text or as JSON."""

import json
import logging
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal

from flows.logs import LOGGER, configure_logging, log_event
from flows.settings import LogSettings
from flows.stage_logs import LoggedStages

UNREACHABLE = "http://127.0.0.1:9/feed.xml"  # the discard port: nobody listens
LOOPBACK = {"NEWSTHREAD_NETWORK_LOOPBACK": "1"}


@pytest.fixture
def type_(tmp_path, capsys, monkeypatch):
    for name, value in LOOPBACK.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(tmp_path / "house", capsys)
    assert terminal("feeds", "add", UNREACHABLE)[0] == 0
    return terminal


def test_a_run_prints_one_line_and_logs_its_failures_by_reason(type_):
    code, out, err = type_("run")
    assert (code, out.count("\n"), err.count("\n")) == (0, 1, 1)
    assert "1 feeds, 1 feeds failed, 1 failures" in out
    assert " warning [" in err and err.endswith("poll: failures, reason connect, count 1\n")


def test_a_run_without_failures_logs_nothing(type_):
    type_("run")
    code, out, err = type_("run")  # the feed is not due again yet
    assert (code, err) == (0, "") and "nothing due" in out


def test_json_lines_carry_cycle_stage_and_numbers(type_, monkeypatch):
    monkeypatch.setenv("NEWSTHREAD_LOG_FORMAT", "json")
    monkeypatch.setenv("NEWSTHREAD_LOG_LEVEL", "debug")
    _, _, err = type_("run")
    events = [json.loads(line) for line in err.splitlines()]
    assert len({event["cycle"] for event in events if event["cycle"]}) == 1
    assert events[0]["what"] == "cycle started"
    batches = {e["stage"]: e for e in events if e["what"] == "batch done"}
    assert {"poll", "load", "publish", "notify"} == set(batches)
    assert (batches["poll"]["n_in"], batches["poll"]["n_out"]) == (1, 0)
    (failure,) = [e for e in events if e["what"] == "failures"]
    assert (failure["level"], failure["reason"], failure["count"]) == ("warning", "connect", 1)
    assert events[-1]["what"] == "cycle ended" and events[-1]["counts"]["feeds failed"] == 1
    assert all(set(event) >= {"time", "level", "cycle", "stage", "what"} for event in events)


def test_verbose_logs_the_cycle(type_):
    type_.folder = type_.folder.parent / "other"
    sys.argv = []
    _, _, err = type_("--verbose", "run")
    assert "info [" in err and "cycle started" in err and "batch done" not in err


def test_a_stage_that_raises_is_logged_and_raised(capsys):
    configure_logging(LogSettings())

    def broken(_items):
        raise ZeroDivisionError("by nothing")

    with pytest.raises(ZeroDivisionError):
        LoggedStages()("place", broken, [1, 2])
    assert "error place: stage failed, n_in 2, error ZeroDivisionError, detail by nothing" in (
        capsys.readouterr().err
    )


def test_configuring_again_does_not_print_twice(capsys):
    for _ in range(2):
        configure_logging(LogSettings(level="info"))
    log_event(logging.INFO, "once", counts={"articles": 3}, seconds=1.23456)
    assert capsys.readouterr().err.endswith("info once, articles 3, seconds 1.235\n")
    assert len(LOGGER.handlers) == 1


def test_a_terminal_shows_the_stages_and_stdout_stays_one_line(tmp_path):
    command = [str(Path(sys.executable).with_name("newsthread")), "--folder", str(tmp_path / "h")]
    env = {**os.environ, **LOOPBACK, "TERM": "xterm"}
    subprocess.run([*command, "feeds", "add", UNREACHABLE], check=True, env=env, cwd=tmp_path)
    ours, theirs = pty.openpty()
    run = subprocess.run(
        [*command, "run"], stdout=subprocess.PIPE, stderr=theirs, env=env, cwd=tmp_path, check=True
    )
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "publish" in shown or "poll" in shown or "notify" in shown
    assert run.stdout.count(b"\n") == 1
