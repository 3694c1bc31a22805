"""Every channel gets its messages whole: in its own markup, within its length, told once."""

import re
import socket
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from html import unescape

import pytest
from aiosmtpd.controller import Controller
from receivers import serving

from pipeline.alerts.rendering import AlertContent, render_alert
from pipeline.channels.sending import refusal_result
from pipeline.notify import Channel, messages, notify, send_message
from pipeline.records import Article, Development, FigureChange, Quote, Story, Track

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SERVICES = ["telegram", "discord", "slack", "mattermost", "ntfy"]
ODD = "a*b_c [d](e) 5 > 3 & `x` ~y~ #z"
FILLER = "which the harbour office had not said before and which three ships confirm, "


def alert(n, *, held=False, quote="", lang="", track="t1", **others):
    """The alert of development `n`; the article of a higher `n` was told earlier."""
    words = quote or f"Diver {n:02} found hatch {n:02} open{lang}, {FILLER * 2}as was said at noon."
    made = NOW - timedelta(hours=1) if held else NOW
    content = AlertContent(
        track=Track(id=track, name="Ravel ferry", created_at=NOW, story_id="s"),
        development=Development(
            id=f"d{n}", story_id="s", article_id=f"a{n}", version=1, at=made, outlet="Ravel Post",
            url=f"https://ravel.example/a?n={n}&x=(1)",
            quotes=(
                Quote(text=words, score=0.9, index=0),
                Quote(text=f"Sign {n:02}: {ODD}, end {n:02}.", score=0.8, index=1),
            ),
            changes=(FigureChange(counts="killed", old="27", new="30"),) if n == 5 else (),
        ),
        article=Article(id=f"a{n}", title=f"Headline {n}", first_seen_at=NOW - n * MINUTE),
        story=Story(id="s", title="Ferry <sinks> & drifts", first_at=NOW, last_at=NOW),
        voices=(),
        zone=UTC,
    )  # fmt: skip
    return render_alert(content, "desk", made, NOW, **others)


def desk(url):
    return {"desk": Channel(name="desk", url=url)}


def plain(text):
    """The words alone: no signs of markup, blanks as one."""
    return " ".join(re.sub(r"[*_~`>\\\u200b›‹]", "", text).split())


def holders(taken, words):
    return [i for i, text in enumerate(taken) if plain(words) in plain(text)]


@pytest.mark.parametrize("service", SERVICES)
def test_one_alert_arrives_whole(service):
    with serving(service) as (api, url):
        (delivery,) = notify([alert(5)], desk(url), NOW)
    assert delivery.accepted and not delivery.detail, delivery.detail
    (text,) = api.taken
    for words in ("Diver 05 found", "end 05.", "Headline 5", "killed: 27", "newsthread untrack t1"):
        assert plain(words) in plain(text)
    assert f"Sign 05: {plain(ODD)}" in plain(text)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("lang", ["", " пароме «Равель» спасены люди 😀"])
def test_a_digest_of_twelve_arrives_whole_and_in_the_order_told(service, lang):
    held = [alert(n, held=True, lang=lang) for n in range(12)]
    with serving(service) as (api, url):
        deliveries = list(notify(held, desk(url), NOW))
    assert [d.accepted for d in deliveries] == [True] * 12, {d.detail for d in deliveries}
    assert not api.refusals
    places = []
    for n in reversed(range(12)):  # the earliest article first
        (quote,) = holders(api.taken, f"hatch {n:02} open{lang}, {FILLER * 2}as was said at noon.")
        assert holders(api.taken, f"end {n:02}.") == [quote]
        places.append(quote)
    assert places == sorted(places)
    assert set(places) == set(range(len(api.taken)))  # none is empty
    if len(api.taken) > 1 and service != "ntfy":  # ntfy's title stands outside the text
        assert all(
            f"12 developments in 1 story ({i}/{len(api.taken)})" in plain(text)
            for i, text in enumerate(api.taken, 1)
        )


def test_short_channels_get_several_parts():
    held = [alert(n, held=True) for n in range(12)]
    with serving("discord") as (api, url):
        list(notify(held, desk(url), NOW))
    assert len(api.taken) > 3


@pytest.mark.parametrize("service", ["telegram", "discord", "mattermost", "ntfy"])
@pytest.mark.parametrize("quote", ["Rescuers found a raft. " * 900, "raft after raft, " * 2000])
def test_a_development_longer_than_the_channel_takes_is_shortened_with_its_link(service, quote):
    with serving(service) as (api, url):
        (delivery,) = notify([alert(1, quote=quote.strip())], desk(url), NOW)
    assert delivery.accepted and not delivery.detail, delivery.detail
    (text,) = api.taken
    assert "…" in text
    if quote.startswith("Rescuers"):
        assert "raft. […]" in text
    assert "Headline 1" in text and len(text) > 1200
    assert "ravel.example/a?n=1" in text or service == "telegram"  # there it is behind the words


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("quote", ["👨\u200d👩\u200d👧\u200d👦" * 700, "x" * 9000, "عاجل: " * 1500])
def test_a_quote_and_a_title_without_an_end_arrive(service, quote):
    with serving(service) as (api, url):
        (delivery,) = notify([replace(alert(1, quote=quote), title=quote[:400])], desk(url), NOW)
    assert delivery.accepted and not delivery.detail, delivery.detail
    assert len(api.taken) == 1 and not api.refusals


def test_nobody_is_called_by_an_article():
    quote = "Say @everyone, @all, <!channel> and @here."
    for service in ("discord", "mattermost", "slack"):
        with serving(service) as (api, url):
            list(notify([replace(alert(1, quote=quote), title=quote[:400])], desk(url), NOW))
        (text,) = api.taken
        assert not re.search(r"@(everyone|all|here)" + "|<!channel" * (service == "slack"), text), (
            service
        )


def test_a_refused_part_is_sent_again_alone():
    held = [alert(n, held=True) for n in range(12)]
    with serving("telegram") as (api, url):
        parts = len(list(messages(held, desk(url))))
        assert parts > 1
        api.statuses = [200, 503]
        first = {d.alert_id: d for d in notify(held, desk(url), NOW)}
        assert len(api.taken) == 1
        accepted = {id_ for id_, d in first.items() if d.accepted}
        left = [a for a in held if a.id not in accepted]
        assert list(notify(left, desk(url), NOW + timedelta(minutes=5)))
    for n in range(12):
        assert len(holders(api.taken, f"end {n:02}.")) == 1


def test_what_is_refused_for_its_content_goes_once_in_plain_text():
    with serving("telegram") as (api, url):
        api.statuses = [400]
        (delivery,) = notify([alert(1)], desk(url), NOW)
    assert delivery.accepted
    assert "plain text" in delivery.detail and "HTTP 400" in delivery.detail
    ((_, _, refused),) = api.refusals
    assert "<b>" in refused["text"]
    assert "Sign 01" in api.taken[0] and "ravel.example" in api.taken[0]


@pytest.mark.parametrize("status", [400, 413, 422])
@pytest.mark.parametrize("service", SERVICES)
def test_refused_in_plain_text_too_it_is_a_dead_letter_and_the_rest_goes_on(service, status):
    with serving(service) as (api, url):
        api.statuses = [status, status]
        first, second = notify([alert(2), alert(1)], desk(url), NOW)
    assert not first.accepted and first.retry_at is None
    assert f"HTTP {status}" in first.detail and "plain text too" in first.detail
    assert second.accepted
    assert len(api.refusals) == 2


def test_the_pause_that_a_channel_asks_for_is_kept():
    with serving("ntfy") as (api, url):
        api.statuses, api.headers = [429], {"Retry-After": "1234"}
        (delivery,) = notify([alert(1)], desk(url), NOW)
    assert delivery.retry_at == NOW + timedelta(seconds=1234)
    with serving("ntfy") as (api, url):
        api.statuses, api.headers = [429], {"Retry-After": "Mon, 02 Mar 2026 12:30:00 GMT"}
        (delivery,) = notify([alert(1)], desk(url), NOW)
    assert delivery.retry_at == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_wrong_address_is_named_with_the_mend_and_without_the_secret(status):
    with serving("telegram") as (api, url):
        api.statuses = [status]
        (delivery,) = notify([alert(1)], desk(url), NOW)
    assert delivery.retry_at
    assert "'desk'" in delivery.detail and f"HTTP {status}" in delivery.detail
    assert "AAbbCC" not in delivery.detail and "\n" not in delivery.detail


@pytest.mark.parametrize(
    "url", ["tgram://123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr/1/", "nonsense://AAbbCC"]
)
def test_a_channel_given_by_its_address_is_named_without_it(url):
    with serving("telegram") as (api, _):
        api.statuses = [401]
        (delivery,) = notify([replace(alert(1), channel=url)], {}, NOW)
    assert not delivery.accepted and "AAbbCC" not in delivery.detail


def test_a_400_about_the_addressee_is_no_fault_of_the_message():
    words = "Bad Request: chat not found"
    result = refusal_result(Channel(name="desk"), 400, words, {}, NOW)
    assert result.outcome == "later" and words in result.detail and "mend" in result.detail


def test_two_tracks_tell_a_channel_once():
    both = [alert(1), alert(1, track="t2")]
    assert len({a.id for a in both}) == 2
    with serving("mattermost") as (api, url):
        deliveries = list(notify(both, desk(url), NOW))
    assert {d.alert_id for d in deliveries if d.accepted} == {a.id for a in both}
    assert len(api.taken) == 1


def test_alerts_of_one_cycle_go_out_in_the_order_of_their_articles():
    with serving("slack") as (api, url):
        list(notify([alert(1), alert(3), alert(2)], desk(url), NOW))
    assert [re.search(r"Headline (\d)", text)[1] for text in api.taken] == ["3", "2", "1"]


def test_a_message_sent_by_itself_needs_no_cutting_first():
    """`send_message` with more than a channel takes still gets through, shortened."""
    with serving("discord") as (api, url):
        deliveries = send_message([alert(n, held=True) for n in range(12)], desk(url), NOW)
    assert all(d.accepted for d in deliveries)
    assert len(api.taken) == 1


# --- mail ------------------------------------------------------------------------------------


@contextmanager
def mail_server(handler=None):
    class Inbox:
        def __init__(self):
            self.mails = []

        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            return "250 taken"

    inbox = handler or Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield inbox, f"mailto://127.0.0.1:{port}?from=news@example.org&to=desk@example.org"
    finally:
        controller.stop()


def test_a_mail_holds_a_digest_of_any_length():
    with mail_server() as (inbox, url):
        held = [alert(n, held=True) for n in range(12)]
        assert all(d.accepted for d in notify(held, desk(url), NOW))
    (mail,) = inbox.mails
    assert mail["Subject"] == "12 developments in 1 story"
    page = unescape(mail.get_body(("html",)).get_content())
    for n in range(12):
        assert page.count(f"end {n:02}.") == 1


def test_a_mails_subject_is_what_is_new():
    with mail_server() as (inbox, url):
        list(notify([alert(5), alert(4)], desk(url), NOW))
    assert inbox.mails[0]["Subject"] == "killed: 27 → 30 – Ferry <sinks> & drifts"
    assert inbox.mails[1]["Subject"].startswith("Diver 04 found hatch 04 open")


def test_what_a_mail_server_answers_is_told():
    class Refusing:
        async def handle_DATA(self, _server, _session, _envelope):  # noqa: N802 - as above
            return "552 too much of it"

    with mail_server(Refusing()) as (_, url):
        (delivery,) = notify([alert(1)], desk(url), NOW)
    assert delivery.retry_at and "552" in delivery.detail and "too much of it" in delivery.detail


def test_no_key_reaches_the_log(caplog):
    with serving("telegram") as (api, url):
        api.statuses = [401]
        list(notify([alert(1)], desk(url), NOW))
    assert "AAbbCC" not in caplog.text
