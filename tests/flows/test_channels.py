"""`newsthread channels`: what is listed, and a test that says what the channel says."""

import http.server
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from terminal import Terminal

from flows.channels import known_channels
from flows.reports.channels import dead_letter_lines, list_channels
from flows.settings import read_settings
from flows.tools.channel_sample import send_sample
from flows.tools.channels import new_channel
from pipeline.notify import Channel
from pipeline.records import Alert, Delivery
from warehouse.batch import Batch
from warehouse.warehouse import Warehouse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@contextmanager
def answering(status):
    """A receiver that answers every POST so; bodies in `.got`, what was asked for in `.paths`."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            server.got.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            server.paths.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.paths = [], []
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def type_(tmp_path, capsys, monkeypatch):
    """The terminal, with settings that `type_.channels` writes."""
    file = tmp_path / "newsthread.toml"
    monkeypatch.setenv("NEWSTHREAD_SETTINGS", str(file))
    terminal = Terminal(tmp_path / "house", capsys)
    terminal.channels = lambda *lines: file.write_text("\n".join(("[channels]", *lines)) + "\n")
    terminal.channels()
    terminal.settings = lambda: read_settings(file, {}).at(tmp_path / "house")
    return terminal


def test_a_channel_that_accepts_says_so(type_):
    with answering(204) as server:
        type_.channels(f'hook = {{ webhook = "http://127.0.0.1:{server.server_port}/x" }}')
        code, out, _ = type_("channels", "test", "hook")
    assert (code, out.splitlines()) == (0, ["hook: accepted (HTTP 204)"])
    assert '"test": true' in server.got[0] and "This is a test" in server.got[0]


@pytest.mark.parametrize(
    ("status", "words"), [(401, "key or password"), (404, "no such address"), (503, "HTTP 503")]
)
@pytest.mark.parametrize("kind", ["webhook", "apprise"])
def test_a_refusal_is_one_line_with_the_mend(type_, kind, status, words):
    with answering(status) as server:
        at = f"127.0.0.1:{server.server_port}"
        type_.channels(
            f'desk = {{ webhook = "http://{at}/x" }}'
            if kind == "webhook"
            else f'desk = "json://{at}/x"'
        )
        code, _, err = type_("channels", "test", "desk")
    assert code == 1
    (line,) = err.splitlines()
    assert "desk" in line and words in line


def test_an_unknown_channel_names_those_there_are(type_):
    type_.channels('desk = "json://127.0.0.1/"')
    code, _, err = type_("channels", "test", "deks")
    assert code == 2 and "desk" in err


def test_the_list_shows_limits_and_no_password(type_):
    type_.channels(
        'phone = "tgram://123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr/12345678/"',
        'desk = "mailtos://user:hidden-word@mail.example.org?to=desk@example.org"',
        'hook = { webhook = "https://example.org/secret/path", secret = "whsec_hidden" }',
    )
    rows = {row["name"]: row for row in type_.json("channels")}
    assert rows["phone"]["limit"] == 4096 and rows["desk"]["limit"] == 0
    assert rows == {row["name"]: row for row in type_.json("channels", "list")}
    _, out, _ = type_("channels")
    assert "4,096" in out
    for hidden in ("hidden-word", "AAbbCC", "whsec_hidden", "secret/path"):
        assert hidden not in str(rows) + out


def test_an_added_channel_is_alerted_to_as_those_of_the_settings_are(type_):
    with answering(204) as server:
        address = f"json://127.0.0.1:{server.server_port}/x"
        code, out, _ = type_("channels", "add", "phone", address)
        assert (code, out.splitlines()) == (0, ["phone: accepted a sample, added"])
        (row,) = type_.json("channels")
        assert (row["name"], row["added"]) == ("phone", True)
        track_id = type_.json("track", "bridge", "--channel", "phone")["id"]
        warehouse = Warehouse(type_.folder)
        warehouse.load(Batch(at=NOW, alerts=[alert(1, channel="phone", track_id=track_id)]))
        assert type_("run")[0] == 0
        assert "Bridge" in server.got[-1] and len(server.got) == 2
        code, _, err = type_("channels", "remove", "phone")
        assert code == 2 and "alerts of bridge go there" in err
        assert type_("untrack", track_id)[0] == 0
        assert type_("channels", "remove", "phone")[0] == 0
    assert type_.json("channels") == []


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        ("phone", "ntfy//topic", "no Apprise URL"),
        ("phone", "nothing-known://x:hidden-word@y", "cannot read this address"),
        ("phone", "http://", "no http(s) address"),
        ("phone", "http://[::1/hook", "no http(s) address"),
        ("phone", "http://127.0.0.1:port/hook", "no http(s) address"),
        ("phone", "http://me:hidden-word@127.0.0.1/hook", "sent no user and password"),
        ("a,b", "json://127.0.0.1/", "without comma"),
        (" ", "json://127.0.0.1/", "write one"),
        ("desk", "json://127.0.0.1/", "change it there"),
        ("phone", "json://hidden-word@127.0.0.1:9/", "not added, it refused a sample"),
    ],
)
def test_what_is_no_channel_is_refused_with_the_mend(type_, name, address, words):
    type_.channels('desk = "json://127.0.0.1/"')
    code, out, err = type_("channels", "add", name, address)
    assert code and words in err and "hidden-word" not in out + err
    assert [row["name"] for row in type_.json("channels")] == ["desk"]


@pytest.mark.parametrize("address", ["https://example.org/hook", "HTTP://127.0.0.1:9/hook"])
def test_an_address_of_the_web_is_a_webhook(type_, address):
    assert new_channel(type_.settings(), " phone ", address) == Channel(
        name="phone", webhook=address
    )


@pytest.mark.parametrize("scheme", ["http", "HTTP"])
def test_a_webhooks_address_may_be_written_as_people_read_it(type_, scheme):
    with answering(204) as server:
        address = f"{scheme}://127.0.0.1:{server.server_port}/bücher/%C3%A9?to=ä&b=%26"
        code, _, err = type_("channels", "add", "hook", address)
    assert (code, err) == (0, "") and len(server.got) == 1
    assert server.paths == ["/b%C3%BCcher/%C3%A9?to=%C3%A4&b=%26"]


def test_a_secret_that_signs_nothing_is_refused(type_):
    for secret in ("whsec_a", "whsec_not base64", "whsec_é"):
        type_.channels(f'hook = {{ webhook = "http://127.0.0.1:9/x", secret = "{secret}" }}')
        code, _, err = type_("channels", "test", "hook")
        assert code == 2 and "channels.hook: the secret" in err and secret not in err


def test_a_channel_of_the_settings_hides_one_that_was_added(type_):
    warehouse = Warehouse(type_.folder)
    for name in ("desk", "phone"):
        warehouse.channels.save(Channel(name=name, url=f"json://127.0.0.1/{name}"))
    type_.channels('desk = "json://127.0.0.1/settings"')
    known = known_channels(type_.settings(), warehouse)
    urls = {name: channel.url.rpartition("/")[2] for name, channel in known.items()}
    assert urls == {"desk": "settings", "phone": "phone"}


def test_dead_letters_are_shown_until_something_is_accepted(type_):
    type_.channels('desk = "json://127.0.0.1/"')
    warehouse = Warehouse(type_.folder)
    alerts = [alert(1), alert(2)]
    warehouse.load(Batch(at=NOW, alerts=alerts))
    record(warehouse, alerts[0], accepted=False)
    (status,) = list_channels(type_.settings(), warehouse)
    assert (status.deliveries.given_up, status.deliveries.waiting) == (1, 1)
    assert "HTTP 400" in dead_letter_lines(type_.settings(), NOW)["desk"]
    assert "given up" in {row["state"] for row in type_.json("alerts")}
    assert not dead_letter_lines(type_.settings(), NOW + timedelta(days=30))
    record(warehouse, alerts[1], accepted=True)
    assert not dead_letter_lines(type_.settings(), NOW)


def alert(n, channel="desk", track_id="t"):
    return Alert(
        id=f"{n:016x}", track_id=track_id, development_id=f"d{n}", story_id="s", channel=channel,
        created_at=NOW, due_at=NOW, title="Bridge", text="t", html="t", markdown="t", json="{}",
    )  # fmt: skip


def record(warehouse, alert, *, accepted):
    now = NOW + timedelta(minutes=accepted)
    with warehouse.outbox.handover([alert], now) as handover, handover.attempt([alert]) as attempt:
        attempt.record(
            Delivery(alert_id=alert.id, at=now, accepted=accepted, detail="HTTP 400: too odd")
        )


@pytest.mark.parametrize("status", [204, 503])
def test_a_sample_is_one_delivery_whether_it_is_accepted_or_not(type_, status):
    with answering(status) as server:
        type_.channels(f'hook = {{ webhook = "http://127.0.0.1:{server.server_port}/x" }}')
        settings = type_.settings()
        delivery = send_sample(settings, settings.channels[0], NOW)
    assert delivery.accepted == (status == 204) and len(server.got) == 1
