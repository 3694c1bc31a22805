"""Alerts reach their channel once: after failures, restarts, kills and beside other processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from builders import NOW, alert, article, batch, development, track

from pipeline.records import Alert, Delivery
from warehouse import outbox, room
from warehouse.errors import Full
from warehouse.warehouse import Batch, Warehouse


@contextmanager
def attempt_at(
    house: Warehouse, message: Sequence[Alert], now: datetime
) -> Iterator[outbox.Attempt]:
    """One message on its own."""
    with house.outbox.handover(message, now) as handover, handover.attempt(message) as attempt:
        yield attempt


def accepted(alert_id: str, attempt: int = 1) -> Delivery:
    return Delivery(alert_id=alert_id, at=NOW, accepted=True, attempt=attempt)


def test_an_accepted_alert_is_never_due_again(house):
    house.load(batch(1))
    (due,) = house.outbox.due(NOW)
    assert due == batch(1).alerts[0]
    with attempt_at(house, [due], NOW) as attempt:
        assert attempt.alerts == (due,)
        attempt.record(accepted(due.id))
    assert house.outbox.due(NOW + timedelta(days=400)) == []
    house.load(batch(1))  # nor when the same fact comes again
    assert house.outbox.due(NOW + timedelta(days=400)) == []
    assert house.outbox.alerts()[0]["state"] == "delivered"


def test_what_was_accepted_while_the_disk_filled_up_is_sent_once(small_disk):
    house, ballast = Warehouse(small_disk / "house"), small_disk / "ballast"
    house.load(batch(1))
    (due,) = house.outbox.due(NOW)
    with suppress(Full), attempt_at(house, [due], NOW) as attempt:
        ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free))
        attempt.record(accepted(due.id))
    ballast.unlink()
    house = Warehouse(house.path)
    assert house.outbox.due(NOW) == []
    assert house.outbox.alerts()[0]["state"] == "delivered"


def test_on_a_full_disk_nothing_is_sent_and_later_everything(small_disk):
    house, ballast = Warehouse(small_disk / "house"), small_disk / "ballast"
    house.load(batch(1))
    (due,) = house.outbox.due(NOW)
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free))
    with pytest.raises(Full, match="free space"), attempt_at(house, [due], NOW):
        pytest.fail("handed over")
    assert not (house.path / room.NAME).exists()
    ballast.unlink()
    with attempt_at(house, [due], NOW) as attempt:
        attempt.record(accepted(due.id))
    assert house.outbox.due(NOW) == []


def test_a_refused_alert_is_due_again_at_its_time_and_given_up_at_the_limit(house):
    house.load(batch(1))
    (due,) = house.outbox.due(NOW)
    retry = NOW + timedelta(minutes=5)
    with attempt_at(house, [due], NOW) as attempt:
        attempt.record(Delivery(alert_id=due.id, at=NOW, accepted=False, detail="503",
                                retry_at=retry))  # fmt: skip
    assert house.outbox.due(NOW) == []
    assert house.outbox.due(retry) == [due]
    with attempt_at(house, [due], retry) as attempt:
        assert attempt.tries == {due.id: 1}
        attempt.record(Delivery(alert_id=due.id, at=retry, accepted=False, attempt=2))
    assert house.outbox.due(retry + timedelta(days=400)) == []
    assert house.outbox.alerts()[0]["state"] == "given up"


def test_what_was_made_or_tried_before_the_clock_stepped_back_waits_for_nothing(house):
    house.load(batch(1))
    before = NOW - timedelta(days=300)
    (due,) = house.outbox.due(before)
    later = NOW + timedelta(minutes=5)
    refused = Delivery(alert_id=due.id, at=NOW, accepted=False, detail="503", retry_at=later)
    with attempt_at(house, [due], NOW) as attempt:
        attempt.record(refused)
    assert house.outbox.due(before) == [due]
    assert house.outbox.due(NOW) == []
    with attempt_at(house, [due], before) as attempt:
        attempt.record(accepted(due.id, attempt=2))
    assert house.outbox.due(before) == house.outbox.due(later) == []


def test_a_crash_while_sending_leaves_the_alert_due(house):
    house.load(batch(1))
    (due,) = house.outbox.due(NOW)
    with pytest.raises(ConnectionError), attempt_at(house, [due], NOW):
        raise ConnectionError
    assert house.outbox.due(NOW) == [due]


def test_an_alert_is_not_due_before_its_hour(house):
    found = development(article(1))
    house.load(Batch(at=NOW, alerts=[alert(found, due_at=NOW + timedelta(hours=8))]))
    assert house.outbox.due(NOW + timedelta(hours=7)) == []
    assert len(house.outbox.due(NOW + timedelta(hours=8))) == 1


def test_of_a_track_that_was_ended_nothing_more_is_due(house):
    """Held for a digest, or refused and to be tried again; other tracks' alerts stay due."""
    found = [development(article(n)) for n in range(3)]
    digest = NOW + timedelta(hours=8)
    ours, held, refused = (alert(one) for one in found)
    theirs = replace(ours, id="theirs", track_id="other")
    held = replace(held, due_at=digest)
    house.tracks.save(track())
    house.load(Batch(at=NOW, alerts=[ours, theirs, held, refused]))
    with attempt_at(house, [ours], NOW) as attempt:
        attempt.record(accepted(ours.id))
    failed = Delivery(alert_id=refused.id, at=NOW, accepted=False, detail="503", retry_at=digest)
    with attempt_at(house, [refused], NOW) as attempt:
        attempt.record(failed)
    assert len(house.outbox.due(digest)) == 3
    house.tracks.end(track(), NOW)
    assert house.tracks.active() == []
    assert [due.id for due in house.outbox.due(digest)] == ["theirs"]
    states = {row["id"]: row["state"] for row in house.outbox.alerts()}
    assert (states[ours.id], states[held.id], states[refused.id]) == (
        "delivered", "given up", "given up"
    )  # fmt: skip
    (channel,) = house.outbox.channels()
    assert (channel["given_up"], channel["waiting"], channel["refusal"]) == (0, 1, "503")


def test_a_cycle_that_knew_a_track_as_followed_alerts_nobody_after_its_end(house):
    house.tracks.save(track())
    found = development(article(0))
    late = Batch(at=NOW, alerts=[alert(found), alert(found, id="theirs", track_id="other")])
    house.tracks.end(track(), NOW)  # while the batch is being made
    assert house.load(late).alerts == 1
    assert [due.id for due in house.outbox.due(NOW)] == ["theirs"]
    assert [row["id"] for row in house.outbox.alerts()] == ["theirs"]
    house.tracks.save(track(active=False))  # changed on the page: it became another
    assert house.load(late).alerts == 1


def test_a_digest_is_settled_alert_by_alert(house):
    found = [development(article(n)) for n in range(3)]
    house.load(Batch(at=NOW, alerts=[alert(one) for one in found]))
    due = house.outbox.due(NOW)
    with attempt_at(house, due, NOW) as attempt:
        for one in attempt.alerts[:2]:
            attempt.record(accepted(one.id))
    assert house.outbox.due(NOW) == due[2:]


def test_messages_are_marked_one_by_one(house):
    found = [development(article(n)) for n in range(3)]
    house.load(Batch(at=NOW, alerts=[alert(one) for one in found]))
    first, second, third = house.outbox.due(NOW)
    with house.outbox.handover([first, second, third], NOW) as handover:
        with handover.attempt([first]) as attempt:
            attempt.record(accepted(first.id))
        with handover.attempt([first]) as again:
            assert again.alerts == ()
        with pytest.raises(ConnectionError), handover.attempt([second]):
            raise ConnectionError
        with handover.attempt([second, third]) as attempt:
            assert attempt.alerts == (second, third)
            attempt.record(accepted(third.id))
    assert house.outbox.due(NOW) == [second]


def test_others_get_their_turn_while_messages_are_handed_over(house, monkeypatch):
    monkeypatch.setattr(outbox, "HOLD_S", 0.0)  # a pause after every message
    found = [development(article(n)) for n in range(40)]
    house.load(Batch(at=NOW, alerts=[alert(one) for one in found]))
    due = house.outbox.due(NOW)
    other = threading.Thread(target=Warehouse(house.path, wait_s=60.0).feeds.all)
    sent_before_the_other = 0
    with house.outbox.handover(due, NOW) as handover:
        for one in due:
            with handover.attempt([one]) as attempt:
                attempt.record(accepted(one.id))
            if not other.ident:
                other.start()
            sent_before_the_other += other.is_alive()
    assert sent_before_the_other < len(due)
    assert house.outbox.due(NOW) == []


def test_two_processes_send_an_alert_once(house):
    found = [development(article(n)) for n in range(6)]
    house.load(Batch(at=NOW, alerts=[alert(one) for one in found]))
    sent: list[str] = []

    def deliver(mine: Warehouse) -> None:
        for one in mine.outbox.due(NOW):
            with attempt_at(mine, [one], NOW) as attempt:
                for alert in attempt.alerts:
                    sent.append(alert.id)
                    attempt.record(accepted(alert.id))

    threads = [threading.Thread(target=deliver, args=(Warehouse(house.path),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == len(set(sent)) == 6


def test_retention_never_forgets_what_was_sent(house):
    house.load(batch(1))
    (due,) = house.outbox.due(NOW)
    failed = Delivery(alert_id=due.id, at=NOW, accepted=False, retry_at=NOW)
    for delivery in (failed, replace(accepted(due.id, 2), at=NOW + timedelta(minutes=1))):
        with attempt_at(house, [due], delivery.at) as attempt:
            attempt.record(delivery)
    gone = house.retention.delete(deliveries_before=NOW + timedelta(days=400))
    assert gone["deliveries"] == 1
    assert house.outbox.due(NOW + timedelta(days=800)) == []


KILLED = """
import os, sys
sys.path.insert(0, {here!r})
from datetime import timedelta
from builders import NOW
from pipeline.records import Delivery
from warehouse.warehouse import Warehouse
house = Warehouse({path!r})
for alert in house.outbox.due(NOW):
    with house.outbox.handover([alert], NOW) as handover, handover.attempt([alert]) as attempt:
        for one in attempt.alerts:
            {before}
            with open({log!r}, "a") as log:
                log.write(one.id + chr(10))
            attempt.record(Delivery(alert_id=one.id, at=NOW, accepted=True))
"""


def test_kills_before_and_after_a_delivery_lose_and_double_nothing(house, tmp_path):
    found = [development(article(n)) for n in range(4)]
    house.load(Batch(at=NOW, alerts=[alert(one) for one in found]))
    log = tmp_path / "received"

    def run(before: str) -> int:
        code = KILLED.format(here=str(Path(__file__).parent), path=str(house.path), log=str(log),
                             before=before)  # fmt: skip
        return subprocess.run([sys.executable, "-c", code], check=False).returncode

    die_on_third = (
        "if os.path.exists({0!r}) and len(open({0!r}).readlines()) == 2: os.kill(os.getpid(), 9)"
    )
    assert run(die_on_third.format(str(log))) == -9
    assert len(log.read_text().splitlines()) == 2
    assert run("pass") == 0
    assert run("pass") == 0
    received = log.read_text().splitlines()
    assert sorted(received) == sorted(alert(one).id for one in found)
