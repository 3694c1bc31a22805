"""The outbox: a receiver that is down for an hour gets everything once when it returns."""

import http.server
import json
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.sections import AlertSettings
from flows.services import Services
from flows.settings import Settings
from flows.stages import Stages
from pipeline.notify import Channel
from pipeline.records import Alert, Track
from warehouse.batch import Batch
from warehouse.warehouse import Warehouse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def alert(number, at):
    return Alert(
        id=f"{number:016x}", track_id="t", development_id=f"d{number}", story_id="s",
        channel="hook", created_at=at, due_at=at, title="Bridge", text="text", html="<p>text</p>",
        markdown="text", json="{}",
    )  # fmt: skip


@pytest.fixture
def receiver():
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            if server.up:
                server.got[self.headers["webhook-id"]] += 1
            self.send_response(204 if server.up else 503)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.up, server.got = True, Counter()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_receiver_down_for_an_hour_gets_everything_once(tmp_path, receiver):
    hook = Channel(name="hook", webhook=f"http://127.0.0.1:{receiver.server_port}/", secret="s")
    warehouse = Warehouse(tmp_path)
    with Services(Settings(channels=(hook,))) as services:
        for minute in range(0, 150, 5):
            now = NOW + timedelta(minutes=minute)
            receiver.up = not 10 <= minute < 70
            if minute < 100:
                warehouse.load(Batch(at=now, alerts=[alert(minute, now)]))
            Stages(warehouse, services, now).notify()
            if minute == 65:
                assert len(receiver.got) == 2  # those from before it went down
    assert receiver.got == Counter({f"{minute:016x}": 1 for minute in range(0, 100, 5)})
    assert {row["state"] for row in warehouse.outbox.alerts()} == {"delivered"}
    assert not warehouse.outbox.due(NOW + timedelta(days=30))


def test_what_came_due_while_nothing_ran_waits_for_quiet_hours_to_end(tmp_path, receiver):
    hook = Channel(name="hook", webhook=f"http://127.0.0.1:{receiver.server_port}/", secret="s")
    warehouse, evening = Warehouse(tmp_path), NOW.replace(hour=21, minute=50)
    quiet = Track(id="t", name="bridge", created_at=NOW, quiet="22:00-07:00")
    warehouse.tracks.save(quiet)
    warehouse.tracks.save(replace(quiet, id="other", quiet=""))
    other = replace(alert(2, evening), track_id="other")
    warehouse.load(Batch(at=evening, alerts=[alert(1, evening), other]))
    with Services(Settings(channels=(hook,), alerts=AlertSettings(zone="UTC"))) as services:
        Stages(warehouse, services, evening + timedelta(hours=1)).notify()
        assert list(receiver.got) == [other.id]
        Stages(warehouse, services, evening + timedelta(hours=9, minutes=10)).notify()
    assert receiver.got == Counter((f"{1:016x}", other.id))


def test_a_digest_in_parts_is_marked_part_by_part(tmp_path):
    """The second part is refused twice: it goes again under its number, the first is never
    repeated, the next digest has numbers of its own."""
    taken, statuses = [], [200, 503, 503]

    class Ntfy(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = statuses.pop(0) if statuses else 200
            if status == 200:
                taken.append(body)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ntfy)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    due = NOW + timedelta(hours=1)
    held = [
        replace(alert(n, NOW), channel="desk", due_at=due, text=f"Told <{n}>. " + "word " * 200)
        for n in range(12)
    ]
    desk = Channel(name="desk", url=f"ntfy://127.0.0.1:{server.server_port}/topic")
    second = due + timedelta(minutes=2)
    later = [
        replace(one, id=f"b{n:015}", development_id=f"e{n}", due_at=second,
                text=one.text.replace("<", "<b"))
        for n, one in enumerate(held)
    ]  # fmt: skip
    Warehouse(tmp_path).load(Batch(at=NOW, alerts=[*held, *later]))
    with Services(Settings(channels=(desk,))) as services:
        for minutes in (0, 1, 2, 3, 4, 5, 6):
            warehouse = Warehouse(tmp_path)  # nothing is kept but by the files
            Stages(warehouse, services, due + timedelta(minutes=minutes)).notify()
    server.shutdown()
    server.server_close()
    n_parts = len(taken) // 2
    assert n_parts > 2
    titles = [f"12 developments in 1 story ({n + 1}/{n_parts})" for n in range(n_parts)]
    assert [body["title"] for body in taken] == titles * 2
    text = "\n".join(body["message"] for body in taken)
    assert [text.count(f"<{b}{n}>") for b in ("", "b") for n in range(12)] == [1] * 24
    assert {row["state"] for row in warehouse.outbox.alerts()} == {"delivered"}
    assert max(row["attempts"] for row in warehouse.outbox.alerts()) == 3
