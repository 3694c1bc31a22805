"""Who may ask: other names, other sites, no token and too much are refused; browsers are bound."""

import socket

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from flows.guard import MOST_BYTES, Guard, is_cross_site
from flows.listening import bind, choose_token, host_names
from flows.refusal import Refusal
from flows.settings import AlertSettings, Settings, WebSettings
from flows.web.server import make_site
from warehouse.warehouse import Warehouse

LOCAL = "http://localhost"


async def answer(request):
    await request.body()
    return PlainTextResponse("here")


APP = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])


def client(**given):
    return TestClient(Guard(APP, frozenset({"localhost"}), **given), base_url=LOCAL)


@pytest.mark.parametrize(
    ("host", "code"),
    [("localhost", 200), ("localhost:8017", 200), ("LOCALHOST", 200), ("127.0.0.1:8017", 200),
     ("[::1]:8017", 200), ("evil.example", 421), ("localhost.evil.example", 421), ("", 421),
     ("10.0.0.7", 421), ("evil@localhost", 421), ("localhost/evil", 421), ("localhost:x", 421),
     ("127.0.0.1.evil.example", 421), ("[::1", 421)],
)  # fmt: skip
def test_only_known_names_and_loopback_addresses_are_answered(host, code):
    assert client().get("/", headers={"host": host}).status_code == code


def test_beyond_loopback_any_address_will_do_but_no_other_name():
    asked = client(open_hosts=True)
    assert asked.get("/", headers={"host": "10.0.0.7:8017"}).status_code == 200
    assert asked.get("/", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "code"),
    [({}, 200), ({"sec-fetch-site": "same-origin"}, 200), ({"sec-fetch-site": "none"}, 200),
     ({"sec-fetch-site": "cross-site"}, 403), ({"sec-fetch-site": "same-site"}, 403),
     ({"origin": "http://localhost"}, 200), ({"origin": "http://evil.example"}, 403),
     ({"origin": "null"}, 403), ({"origin": "http://localhost:81"}, 403),
     ({"origin": "http://evil.example", "sec-fetch-site": "same-origin"}, 200)],
)  # fmt: skip
def test_a_write_comes_from_the_sites_own_pages(headers, code):
    assert client().post("/", headers=headers).status_code == code
    assert client().get("/", headers=headers).status_code == 200, "reading is not writing"


def test_what_is_no_browser_may_write():
    assert not is_cross_site(Headers({}), "localhost")


def test_a_token_is_wanted_kept_as_a_cookie_and_never_shown_again():
    asked = client(token="s3cret")
    assert asked.get("/").status_code == 401
    assert asked.get("/?token=wrong").status_code == 401
    assert asked.get("/", headers={"authorization": "Bearer s3cret"}).status_code == 200
    assert asked.get("/", headers={"authorization": "Basic s3cret"}).status_code == 401
    assert asked.post("/?token=s3cret").status_code == 401, "no form is sent with it in its address"
    sent_on = asked.get("/today?a=1&token=s3cret", follow_redirects=False)
    assert sent_on.headers["location"] == "/today?a=1"
    assert {"HttpOnly", "SameSite=strict"} <= set(sent_on.headers["set-cookie"].split("; "))
    assert asked.get("/today").status_code == 200
    assert client(token="s3cret").get("/stop").status_code == 200
    assert client(token="s3cret").get("/static/style.css").status_code == 200


def test_a_feed_is_asked_for_by_its_address_alone():
    for path in ("/today.atom", "/story/0a/feed.json"):
        asked = client(token="s3cret")
        for _ in range(2):  # a reader of feeds keeps no cookie
            answered = asked.get(f"{path}?token=s3cret", follow_redirects=False)
            assert answered.status_code == 200 and "set-cookie" not in answered.headers
        assert asked.get(f"{path}?token=wrong").status_code == 401
        assert asked.post(f"{path}?token=s3cret").status_code == 401


def test_too_much_is_cut_off_whatever_its_length_says():
    assert client().post("/", content=b"x" * (MOST_BYTES + 1)).status_code == 413

    def parts():
        for _ in range(3):
            yield b"x" * MOST_BYTES

    with pytest.raises(ClientDisconnect):
        client().post("/", content=parts())
    assert client().post("/", headers={"content-length": "-1"}).status_code == 413


def test_every_answer_binds_the_browser():
    for code, answered in (
        (200, client().get("/")),
        (421, client().get("/", headers={"host": "x.y"})),
    ):
        assert answered.status_code == code
        policy = answered.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert answered.headers["x-content-type-options"] == "nosniff"
        assert answered.headers["referrer-policy"] == "no-referrer"
        assert answered.headers["cache-control"] == "no-store"


def test_a_token_for_everything_but_loopback(tmp_path):
    settings = Settings(alerts=AlertSettings(link="https://news.example.org"))
    local, open_ = bind("127.0.0.1", 0), bind("0.0.0.0", 0)
    try:
        assert local.loopback
        assert not open_.loopback
        assert choose_token(settings, local) == ""
        assert len(choose_token(settings, open_)) > 30
        assert choose_token(Settings(web=WebSettings(token="mine")), open_) == "mine"
        assert host_names(settings, local) == {"localhost", "127.0.0.1", "news.example.org"}
        assert socket.gethostname().lower() in host_names(settings, open_)
        assert make_site(Warehouse(tmp_path / "x"), settings, open_).token
    finally:
        local.listener.close()
        open_.listener.close()


def test_an_address_that_cannot_be_served_on_is_refused_in_one_line():
    taken = bind("127.0.0.1", 0)
    port = taken.listener.getsockname()[1]
    try:
        for host, wanted in (("127.0.0.1", port), ("no such host", 0), ("192.0.2.1", 0)):
            with pytest.raises(Refusal, match="give another --port or --host"):
                bind(host, wanted)
    finally:
        taken.listener.close()
