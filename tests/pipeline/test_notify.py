"""Alerts reach their channel once it takes them: a mail server and webhooks on loopback."""

import base64
import email
import hashlib
import hmac
import http.server
import json
import socket
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy

import pytest
from aiosmtpd.controller import Controller

from pipeline.notify import Channel, Patience, messages, notify, send
from pipeline.records import Alert

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"twenty-four secret bytes").decode()


def alert(number=1, channel="hook", **others):
    made = {
        "id": f"{number:016x}",
        "track_id": "t1",
        "development_id": f"d{number}",
        "story_id": "s1",
        "channel": channel,
        "created_at": NOW,
        "due_at": NOW,
        "title": f"Bridge at Morna closed ({number})",
        "text": f"“The bridge closed at {number}.”\nMorna Mail, 1 Mar 2026\n",
        "html": f"<blockquote>The bridge closed at {number}.</blockquote>",
        "markdown": f"> The bridge closed at {number}.",
        "json": json.dumps({"id": f"{number:016x}", "quotes": [f"closed at {number}"]}),
    }
    return Alert(**made | others)


@contextmanager
def receiver(*statuses):
    """A webhook receiver that answers with these in turn, then 204; what it got is in `.got`."""
    answers = deque(statuses)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = answers.popleft() if answers else 204
            if status < 300:
                server.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(status)
            self.send_header("Location", server.elsewhere)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.elsewhere = [], ""
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def hook(server):
    return {
        "hook": Channel(
            name="hook", webhook=f"http://127.0.0.1:{server.server_port}/x", secret=SECRET
        )
    }


def verified(headers, body, secret):
    """As a receiver who knows only the published rules would check it."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == f"v1,{expected}"


def test_a_webhook_gets_the_json_form_signed_under_the_alerts_id():
    with receiver() as server:
        (delivery,) = notify([alert()], hook(server), NOW)
    ((headers, body),) = server.got
    assert delivery.accepted and delivery.retry_at is None
    assert json.loads(body) == json.loads(alert().json)
    assert headers["webhook-id"] == alert().id
    assert int(headers["webhook-timestamp"]) == int(NOW.timestamp())
    assert verified(headers, body, SECRET)
    assert not verified(headers, body + b" ", SECRET)


def test_a_plain_secret_signs_as_it_stands():
    with receiver() as server:
        channel = replace(hook(server)["hook"], secret="plain words")
        assert next(iter(notify([alert()], {"hook": channel}, NOW))).accepted
    ((headers, body),) = server.got
    assert verified(headers, body, "whsec_" + base64.b64encode(b"plain words").decode())


def test_a_refusal_is_tried_again_later_and_later_until_it_is_a_dead_letter():
    patience, channels = Patience(attempts=5, first_retry_s=30), None
    waits, deliveries, now = [], [], NOW
    with receiver(*[500] * 5) as server:
        channels = hook(server)
        for attempt in range(5):
            (delivery,) = send([alert()], channels, now, {alert().id: attempt}, patience)
            deliveries.append(delivery)
            if delivery.retry_at:
                waits.append((delivery.retry_at - now).total_seconds())
                now = delivery.retry_at
    assert [d.attempt for d in deliveries] == [1, 2, 3, 4, 5]
    assert not any(d.accepted for d in deliveries)
    assert waits == [30, 60, 120, 240]
    assert deliveries[-1].retry_at is None
    assert deliveries[-1].detail == "HTTP 500"


def test_waits_never_exceed_an_hour():
    with receiver(503) as server:
        (delivery,) = send([alert()], hook(server), NOW, {alert().id: 40}, Patience())
    assert delivery.retry_at == NOW + timedelta(hours=1)


def test_gone_is_final_and_a_redirect_is_not_followed():
    with receiver() as target, receiver(410, 302) as server:
        server.elsewhere = f"http://127.0.0.1:{target.server_port}/"
        first, second = (send([alert()], hook(server), NOW)[0] for _ in range(2))
    assert not first.accepted and first.retry_at is None
    assert not second.accepted and second.retry_at
    assert not target.got


def test_a_channel_that_fails_rests_and_holds_up_no_other():
    dead = Channel(name="dead", webhook="http://127.0.0.1:9/x")
    with receiver() as server:
        channels = hook(server) | {"dead": dead}
        due = [alert(1, "dead"), alert(2, "dead"), alert(3), alert(4)]
        deliveries = {d.alert_id: d for d in notify(due, channels, NOW)}
    assert set(deliveries) == {due[0].id, due[2].id, due[3].id}
    assert not deliveries[due[0].id].accepted
    assert [json.loads(body)["id"] for _, body in server.got] == [due[2].id, due[3].id]


def test_what_is_not_due_yet_stays():
    later = alert(due_at=NOW + timedelta(minutes=1))
    with receiver() as server:
        assert list(notify([later], hook(server), NOW)) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("nobody", "no channel 'nobody' in the settings"), ("nonsense://x", "Apprise cannot read")],
)
def test_a_channel_that_is_none_says_so_and_is_tried_again(name, said):
    (delivery,) = notify([alert(channel=name)], {}, NOW)
    assert said in delivery.detail
    assert delivery.retry_at


@contextmanager
def mail_server():
    class Inbox:
        def __init__(self):
            self.mails = []

        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
            self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
            return "250 taken"

    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        url = f"mailto://127.0.0.1:{port}?from=news@example.org&to=desk@example.org"
        yield inbox, {"mail": Channel(name="mail", url=url)}
    finally:
        controller.stop()


def parts(mail):
    return {
        part.get_content_type(): part.get_content()
        for part in mail.walk()
        if not part.is_multipart()
    }


def test_a_mail_carries_the_quotes_as_html_with_the_story_as_subject():
    with mail_server() as (inbox, channels):
        (delivery,) = notify([alert(channel="mail")], channels, NOW)
    assert delivery.accepted, delivery.detail
    (mail,) = inbox.mails
    assert mail["Subject"] == "Bridge at Morna closed (1)"
    assert "<blockquote>The bridge closed at 1.</blockquote>" in parts(mail)["text/html"]


def test_a_digest_is_one_mail_with_everything_that_was_held():
    held = [alert(n, "mail", created_at=NOW - timedelta(hours=n), due_at=NOW) for n in (1, 2, 3)]
    with mail_server() as (inbox, channels):
        deliveries = list(notify([*held, alert(4, "mail")], channels, NOW))
    assert [d.accepted for d in deliveries] == [True] * 4
    digest = next(m for m in inbox.mails if "developments" in m["Subject"])
    assert len(inbox.mails) == 2
    assert digest["Subject"] == "3 developments in 1 story"
    for number in (1, 2, 3):
        assert f"closed at {number}." in parts(digest)["text/html"]


def test_a_mail_server_that_is_down_keeps_the_alert_due():
    channels = {"mail": Channel(name="mail", url="mailto://127.0.0.1:9?from=a@b.org&to=c@d.org")}
    (delivery,) = notify([alert(channel="mail")], channels, NOW)
    assert not delivery.accepted
    assert delivery.retry_at and delivery.detail


def test_held_alerts_of_different_tracks_are_different_messages():
    held = {"created_at": NOW - timedelta(hours=1), "due_at": NOW}
    due = [alert(1, "m", **held), alert(2, "m", **held), alert(3, "m", track_id="t2", **held)]
    assert [[a.id for a in m] for m in messages(due, {})] == [[due[0].id, due[1].id], [due[2].id]]
