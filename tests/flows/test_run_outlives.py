"""`run --every` outlives its cycles; a lock is waited for; a full disk ends it."""

import logging
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from flows.logs import LOGGER, configure_logging
from flows.runner import RunOptions, cycles
from flows.settings import AlertSettings, LogSettings, Settings
from pipeline.records import Track
from warehouse.errors import Busy, Full
from warehouse.locks import locked
from warehouse.warehouse import Warehouse

OFTEN = timedelta(milliseconds=50)


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """No Prefect settings around, events from info on on stderr, SIGTERM's handler as it was."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    configure_logging(LogSettings(level="info"))
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def house(tmp_path):
    return Warehouse(tmp_path / "house")


def options(**other):
    return RunOptions(settings=Settings(), **{"until": "poll"} | other)


def later(do, *args):
    """Do it in half a second, in another thread."""
    timer = threading.Timer(0.5, do, args)
    timer.start()
    return timer


class Mender(logging.Handler):
    """Does something at the first error that is logged."""

    def __init__(self, mend):
        super().__init__(logging.ERROR)
        self.mend = mend

    def emit(self, _record):
        LOGGER.removeHandler(self)
        self.mend()


class Stopper(logging.Handler):
    """Asks this process to end at the `count`th error that is logged."""

    def __init__(self, count):
        super().__init__(logging.ERROR)
        self.left = count

    def emit(self, _record):
        self.left -= 1
        if not self.left:
            LOGGER.removeHandler(self)
            os.kill(os.getpid(), signal.SIGTERM)


def lines(err, what):
    return [line for line in err.splitlines() if what in line]


def test_a_cycle_that_raises_is_a_line_and_the_next_one_comes(house, capsys):
    LOGGER.addHandler(Stopper(2))
    with pytest.raises(SystemExit) as end:
        next(cycles(house, options(until="nonsense", every=timedelta(seconds=0.2))))
    err = capsys.readouterr().err
    assert end.value.code == 0
    failed = lines(err, "cycle failed, error ValueError")
    assert len(failed) == 2 and "where flows/cycle.py:" in failed[0]
    assert "Traceback" not in err


def test_the_stack_is_logged_at_debug(house, capsys):
    configure_logging(LogSettings(level="debug"))
    LOGGER.addHandler(Stopper(2))
    with pytest.raises(SystemExit):
        next(cycles(house, options(until="nonsense", every=timedelta(seconds=0.2))))
    assert "Traceback" in capsys.readouterr().err


def test_a_stage_that_raises_is_one_line_and_when_mended_the_cycle_ends(house, capsys):
    house.publish()
    house.public_path.unlink()
    house.public_path.mkdir()
    LOGGER.addHandler(Mender(house.public_path.rmdir))
    done = next(cycles(house, options(until="publish", every=OFTEN)))
    err = capsys.readouterr().err
    assert done.ended_at and house.public_path.is_file()
    assert lines(err, "publish: stage failed") and not lines(err, "cycle failed")


def test_cycles_go_on_as_soon_as_the_lock_is_free(house, capsys):
    held = locked(house.path, "cycle.lock", 1.0)
    held.__enter__()
    later(held.__exit__, None, None, None)
    ended = list(islice(cycles(house, options(every=timedelta(seconds=20))), 1))
    assert len(ended) == 1
    (waiting,) = lines(capsys.readouterr().err, "waiting for the lock held by process")
    assert str(os.getpid()) in waiting and " info " in waiting


def test_cycles_that_find_the_lock_held_all_the_while_are_left_out(house, capsys):
    held = locked(house.path, "cycle.lock", 1.0)
    held.__enter__()
    later(held.__exit__, None, None, None)
    assert next(cycles(house, options(every=OFTEN))).ended_at
    left_out = lines(capsys.readouterr().err, "no cycle this time")
    assert left_out and "has held it" in left_out[0]


def test_a_single_cycle_waits_for_the_lock_and_then_says_who_has_it(house):
    with (
        locked(house.path, "cycle.lock", 1.0),
        pytest.raises(Busy, match=f"process {os.getpid()} has held it"),
    ):
        next(cycles(house, options(patience_s=0.2)))
    held = locked(house.path, "cycle.lock", 1.0)
    held.__enter__()
    later(held.__exit__, None, None, None)
    assert next(cycles(house, options(patience_s=20.0))).ended_at


@pytest.mark.parametrize("every", [None, OFTEN])
def test_a_full_disk_ends_the_run(house, tmp_path, every):
    """A supervisor starts it again; until then nothing is tried on a disk without room."""
    house.tracks.save(Track(id="t", name="t", created_at=datetime(2026, 3, 1, tzinfo=UTC)))
    feeds = tmp_path / "feeds"
    (feeds / "tracks").mkdir(parents=True)
    (feeds / "tracks" / f".t.atom.{os.getpid()}").symlink_to("/dev/full")
    settings = Settings(alerts=AlertSettings(feeds=str(feeds)))
    with pytest.raises(Full, match="free space"):
        next(cycles(house, RunOptions(settings=settings, every=every)))
