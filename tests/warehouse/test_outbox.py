"""Alerts reach their channel once: after failures, restarts, kills and beside other processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW, alert, article, batch, development

from pipeline.records import Delivery
from warehouse import outbox
from warehouse.warehouse import Batch, Warehouse


def accepted(alert_id: str, attempt: int = 1) -> Delivery:
    return Delivery(alert_id=alert_id, at=NOW, accepted=True, attempt=attempt)


def test_an_accepted_alert_is_never_due_again(house):
    house.load(batch(1))
    (due,) = house.alerts_due(NOW)
    assert due == batch(1).alerts[0]
    with house.delivering([due], NOW) as attempt:
        assert attempt.alerts == (due,)
        attempt.record(accepted(due.id))
    assert house.alerts_due(NOW + timedelta(days=400)) == []
    house.load(batch(1))  # nor when the same fact comes again
    assert house.alerts_due(NOW + timedelta(days=400)) == []
    assert house.alerts()[0]["state"] == "delivered"


def test_a_refused_alert_is_due_again_at_its_time_and_given_up_at_the_limit(house):
    house.load(batch(1))
    (due,) = house.alerts_due(NOW)
    retry = NOW + timedelta(minutes=5)
    with house.delivering([due], NOW) as attempt:
        attempt.record(Delivery(alert_id=due.id, at=NOW, accepted=False, detail="503",
                                retry_at=retry))  # fmt: skip
    assert house.alerts_due(NOW) == []
    assert house.alerts_due(retry) == [due]
    with house.delivering([due], retry) as attempt:
        assert attempt.tries == {due.id: 1}
        attempt.record(Delivery(alert_id=due.id, at=retry, accepted=False, attempt=2))
    assert house.alerts_due(retry + timedelta(days=400)) == []
    assert house.alerts()[0]["state"] == "given up"


def test_a_crash_while_sending_leaves_the_alert_due(house):
    house.load(batch(1))
    (due,) = house.alerts_due(NOW)
    with pytest.raises(ConnectionError), house.delivering([due], NOW):
        raise ConnectionError
    assert house.alerts_due(NOW) == [due]


def test_an_alert_is_not_due_before_its_hour(house):
    found = development(article(1))
    house.load(Batch(at=NOW, alerts=[alert(found, due_at=NOW + timedelta(hours=8))]))
    assert house.alerts_due(NOW + timedelta(hours=7)) == []
    assert len(house.alerts_due(NOW + timedelta(hours=8))) == 1


def test_a_digest_is_settled_alert_by_alert(house):
    found = [development(article(n)) for n in range(3)]
    house.load(Batch(at=NOW, alerts=[alert(one) for one in found]))
    due = house.alerts_due(NOW)
    with house.delivering(due, NOW) as attempt:
        for one in attempt.alerts[:2]:
            attempt.record(accepted(one.id))
    assert house.alerts_due(NOW) == due[2:]


def test_messages_are_marked_one_by_one(house):
    found = [development(article(n)) for n in range(3)]
    house.load(Batch(at=NOW, alerts=[alert(one) for one in found]))
    first, second, third = house.alerts_due(NOW)
    with house.handing_over([first, second, third], NOW) as handover:
        with handover.delivering([first]) as attempt:
            attempt.record(accepted(first.id))
        with handover.delivering([first]) as again:
            assert again.alerts == ()
        with pytest.raises(ConnectionError), handover.delivering([second]):
            raise ConnectionError
        with handover.delivering([second, third]) as attempt:
            assert attempt.alerts == (second, third)
            attempt.record(accepted(third.id))
    assert house.alerts_due(NOW) == [second]


def test_others_get_their_turn_while_messages_are_handed_over(house, monkeypatch):
    monkeypatch.setattr(outbox, "HOLD_S", 0.05)
    found = [development(article(n)) for n in range(40)]
    house.load(Batch(at=NOW, alerts=[alert(one) for one in found]))
    due = house.alerts_due(NOW)
    waited = threading.Thread(target=lambda: Warehouse(house.path, wait_s=1.0).feeds())
    with house.handing_over(due, NOW) as handover:
        for n, one in enumerate(due):
            with handover.delivering([one]) as attempt:
                time.sleep(0.02)
                attempt.record(accepted(one.id))
            if n == 0:
                waited.start()
            if n > 20:
                assert not waited.is_alive()
    assert house.alerts_due(NOW) == []


def test_two_processes_send_an_alert_once(house):
    found = [development(article(n)) for n in range(6)]
    house.load(Batch(at=NOW, alerts=[alert(one) for one in found]))
    sent: list[str] = []

    def deliver(mine: Warehouse) -> None:
        for one in mine.alerts_due(NOW):
            with mine.delivering([one], NOW) as attempt:
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
    (due,) = house.alerts_due(NOW)
    failed = Delivery(alert_id=due.id, at=NOW, accepted=False, retry_at=NOW)
    house.mark([failed, replace(accepted(due.id, 2), at=NOW + timedelta(minutes=1))])
    gone = house.forget(deliveries_before=NOW + timedelta(days=400))
    assert gone["deliveries"] == 1
    assert house.alerts_due(NOW + timedelta(days=800)) == []


KILLED = """
import os, sys
sys.path.insert(0, {here!r})
from datetime import timedelta
from builders import NOW
from pipeline.records import Delivery
from warehouse.warehouse import Warehouse
house = Warehouse({path!r})
for alert in house.alerts_due(NOW):
    with house.delivering([alert], NOW) as attempt:
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
