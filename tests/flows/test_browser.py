"""The page in a real browser: with and without a script, by keyboard, read by axe, attacked."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import uvicorn
from webworld import RSS, import_rows, outlet_site, settings_of, site_of

from flows.listening import bind
from flows.services import Services
from flows.web.app import build_app
from sampleworld.receiver import run_receiver
from warehouse.warehouse import Warehouse

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Path(__file__).parent / "axe" / "axe.min.js"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium: apt install chromium"),
]


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install it")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def receiver():
    """Where alerts go."""
    with run_receiver() as receiver:
        yield receiver


@pytest.fixture
def address(world, receiver):
    """The page over a world of its own, really served."""
    bound = bind("127.0.0.1", 0)
    config = uvicorn.Config(build_app(site_of(world, receiver.url)), log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound.listener]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield bound.url.rstrip("/")
    server.should_exit = True
    thread.join()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def scripted(request):
    return request.param


def open_page(chromium, address, **given):
    """A page at 1280 px whose requests to anywhere else are kept in `page.strayed`."""
    given = {"viewport": {"width": 1280, "height": 900}, "timezone_id": "UTC", **given}
    context = chromium.new_context(**given)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.strayed, page.faults = [], []

    def keep(request):
        if not request.url.startswith(address):
            page.strayed.append(request.url)

    page.on("request", keep)
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    return page


def test_from_the_front_page_to_a_followed_story(chromium, address, scripted, world, receiver):
    page = open_page(chromium, address, java_script_enabled=scripted)
    page.goto(address)
    page.get_by_role("link", name="Aldine Steel raises its bid").click()
    page.get_by_role("heading", name="Timeline").wait_for()
    page.get_by_role("button", name="Follow", exact=True).click()
    page.get_by_text("You follow this now").wait_for()
    page.get_by_role("button", name="Mute for 3 days").click()
    page.get_by_text("muted until").first.wait_for()
    assert len(Warehouse(world).tracks.active()) == 2
    page.goto(f"{address}/following")
    page.get_by_label("In words").fill("fire on a ferry at Port Almery")
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("would have followed 1 story").wait_for()
    page.get_by_role("button", name="Follow", exact=True).click()
    page.get_by_text("You follow this now").wait_for()
    page.get_by_role("button", name="Send a test").click()
    page.get_by_text("accepted the sample").wait_for()
    page.get_by_label("Name", exact=True).fill("phone")
    page.get_by_label("Address", exact=True).fill(receiver.url)
    page.get_by_role("button", name="Send a sample and add").click()
    page.get_by_text("accepted a sample and was added").wait_for()
    assert page.strayed == [] and page.faults == []


def test_an_alert_is_seen_with_what_became_of_it(chromium, address):
    page = open_page(chromium, address)
    page.goto(f"{address}/following")
    alert = page.locator("#alerts ~ ul li").first
    alert.locator("summary").click()
    assert "waiting" in alert.inner_text()
    assert "Five people died" in alert.locator("pre").inner_text()


def test_merge_and_undo(chromium, address, scripted, world):
    page = open_page(chromium, address, java_script_enabled=scripted)
    page.goto(f"{address}/stories?least=1")
    page.get_by_role("link", name="Aldine Steel raises its bid").click()
    option = page.locator("select[name=other] option", has_text="Halcyon").get_attribute("value")
    page.get_by_label("The same story as").select_option(option)
    page.get_by_role("button", name="Merge").click()
    page.get_by_text("Done, and remembered").wait_for()
    assert len(Warehouse(world).stories.decisions()) == 1
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("Taken back").first.wait_for()
    assert Warehouse(world).stories.decisions() == []


def test_sql_and_search_and_a_source(chromium, address, scripted, patient_sql):
    page = open_page(chromium, address, java_script_enabled=scripted)
    page.goto(f"{address}/ask")
    page.get_by_label("SQL").fill("SELECT count(*) AS articles FROM articles WHERE lang = 'ar'")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("cell", name="1", exact=True).wait_for()
    page.goto(f"{address}/search?mode=words&words=المرسى")
    hit = page.locator("li.item bdi").first
    assert "المرسى" in hit.inner_text()
    assert hit.evaluate("e => getComputedStyle(e).direction") == "rtl"
    with outlet_site(RSS) as site:
        page.goto(f"{address}/sources")
        page.get_by_label("Address of a site or a feed").fill(site)
        page.get_by_role("button", name="Look for feeds").click()
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("Feeds added").wait_for()


def test_the_keyboard_alone_suffices(chromium, address, world):
    page = open_page(chromium, address)
    page.goto(f"{address}/today")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    wanted = page.locator("li.item", has_text="Aldine Steel")
    for _ in range(20):
        page.keyboard.press("j")
        if "current" in wanted.get_attribute("class"):
            break
    page.keyboard.press("f")
    page.get_by_text("You follow this now").wait_for()
    assert len(Warehouse(world).tracks.active()) == 2
    page.goto(f"{address}/today")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.get_by_role("heading", name="Timeline").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("Halcyon")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Search").wait_for()
    page.keyboard.press("Tab")
    focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focused == "solid", "what has the focus is seen"


@pytest.mark.parametrize("look", [("dark", 1280), ("light", 390)], ids=str)
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(
    chromium, address, world, look
):
    scheme, width = look
    page = open_page(
        chromium, address, color_scheme=scheme, viewport={"width": width, "height": 850}
    )
    story = next(s for s in Warehouse(world).stories.latest() if "Halcyon" in s.title)
    hostile = next(s for s in Warehouse(world).stories.latest() if "script" in s.title)
    paths = [
        "/today", f"/story/{story.id}", f"/story/{hostile.id}", "/following", "/sources",
        "/sources/feed", "/ask?sql=SELECT+*+FROM+stories", "/status", "/stories", "/changes",
        "/search?mode=words&words=ferry", f"/story/{story.id}/article/{story.id}",
    ]  # fmt: skip
    for path in paths:
        page.goto(address + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        serious = [
            (v["id"], [n["html"][:120] for n in v["nodes"]][:3])
            for v in found["violations"]
            if v["impact"] in {"serious", "critical"}
        ]
        assert serious == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_text_that_cannot_break_makes_no_page_wider(chromium, address, world):
    warehouse = Warehouse(world)
    longest = f"Read it at https://example.org/{'x' * 300} said the coast guard of Port Almery."
    with Services(settings_of(world)) as services:
        import_rows(warehouse, services, [("w1", 22, "Harbour Post", "Guard told", longest)])
    page = open_page(chromium, address, viewport={"width": 390, "height": 800})
    page.goto(f"{address}/today")
    page.get_by_text("xxxx").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_does_find_what_is_wrong(chromium, address):
    page = open_page(chromium, address)
    page.set_content("<title>x</title><main><button></button></main>")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert "button-name" in {v["id"] for v in found if v["impact"] == "critical"}


def test_hostile_texts_run_nothing_and_ask_for_nothing(chromium, address, world):
    page = open_page(chromium, address)
    hostile = next(s for s in Warehouse(world).stories.latest() if "script" in s.title)
    for path in ("/today", f"/story/{hostile.id}", "/stories?least=1", "/changes", "/following",
                 f"/story/{hostile.id}/article/{hostile.id}"):  # fmt: skip
        page.goto(address + path, wait_until="networkidle")
        assert page.evaluate("typeof window.hacked") == "undefined", path
        assert page.locator("#main img, #main script, #main style").count() == 0, path
        assert page.locator("a[href^=javascript]").count() == 0, path
    assert page.strayed == []
    assert page.faults == [], "nor did the policy have to stop anything"


def test_another_site_cannot_write_or_frame(chromium, address, world):
    """A page of another origin in the reader's own browser: its form, its fetch, its frame."""
    evil = f"""<form id=f method=post action="{address}/tracks"><input name=query value=ferry>
    </form><iframe src="{address}/today"></iframe><script>
    fetch("{address}/feeds", {{method: "POST", body: "url=http://x.example", mode: "no-cors",
      headers: {{"content-type": "application/x-www-form-urlencoded"}}}}).finally(() => f.submit())
    </script>"""
    with outlet_site(RSS) as other:
        page = open_page(chromium, address)
        page.route(f"{other}/", lambda r: r.fulfill(body=evil, content_type="text/html"))
        page.goto(f"{other}/")
        page.get_by_text("a write from another site is refused").wait_for()
    house = Warehouse(world)
    assert len(house.tracks.all()) == 1
    assert len(house.feeds.all()) == 1


def test_times_are_the_readers(chromium, address, world):
    page = open_page(chromium, address, timezone_id="Asia/Tokyo")
    page.goto(f"{address}/today")
    shown = page.locator("time").first
    assert "T" in shown.get_attribute("datetime")
    first = shown.inner_text()
    page.goto(f"{address}/today")
    assert page.get_by_text("Times in Asia/Tokyo").count() == 1
    assert page.locator("time").first.inner_text() == first, "as the server writes it"
