"""What a story told before anybody asked for it: read once, shown, kept, and alerted to nobody."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from terminal import Terminal

from flows import past
from flows.past import count_pending, read_past
from flows.reports.changes import latest_cursor, report_changes
from flows.services import Services
from flows.settings import Settings, WarehouseSettings
from warehouse.warehouse import Warehouse

START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
FIRE = """A fire broke out on the ferry Halcyon off Port Almery on Sunday, the coast guard said.
There were 212 passengers on board. The captain, Ines Marlow, ordered everybody to the upper deck.
At least 3 people were killed. Two tugs from Port Almery were on their way to the ferry."""
TUGS = """At least 5 people were killed in the fire on the ferry Halcyon, the coast guard said.
Divers found two bodies on the car deck of the ferry off Port Almery.
The Harbour Post reported that the fire began in a lorry. Captain Ines Marlow stayed on board."""
ARREST = """Police arrested the chief engineer of the ferry Halcyon on Tuesday, prosecutors said.
At least 7 people were killed in the fire on the ferry off Port Almery, the coast guard said."""
ARTICLES = [
    (0, "Harbour Post", "Fire on ferry Halcyon off Port Almery kills three", FIRE),
    (20, "Meridian Press", "Ferry Halcyon fire off Port Almery: five dead", TUGS),
]
LATER = [(44, "Channel Nine", "Engineer of ferry Halcyon arrested after fire", ARREST)]


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A story of two articles that nobody follows."""
    folder = tmp_path_factory.mktemp("past") / "house"
    bring(folder, ARTICLES)
    return folder


@pytest.fixture
def folder(imported, tmp_path):
    from shutil import copytree  # noqa: PLC0415

    return copytree(imported, tmp_path / "house")


@pytest.fixture
def type_(folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    return Terminal(folder, capsys)


def services_of(folder):
    return Services(Settings(warehouse=WarehouseSettings(folder=str(folder))))


def bring(folder, rows):
    from flows.tools.article_import import import_articles, read_articles  # noqa: PLC0415

    path = folder.parent / "articles.jsonl"
    lines = [
        {"title": title, "text": text, "outlet": outlet, "lang": "en",
         "url": f"https://{outlet.replace(' ', '').lower()}.example/{hours}",
         "published": (START + timedelta(hours=hours)).isoformat()}
        for hours, outlet, title, text in rows
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, lines)))
    now = START + timedelta(hours=rows[-1][0] + 1)
    with services_of(folder) as services:
        for _ in import_articles(Warehouse(folder), services, read_articles(path, now), now):
            pass


def story_id(folder):
    (story,) = Warehouse(folder).stories.latest()
    return story.id


def test_a_story_that_nobody_follows_is_told_with_what_each_article_added(type_, folder):
    told = type_.json("story", story_id(folder))
    texts = [row["text"] for row in told["developments"]]
    assert any("fire broke out" in text for text in texts)
    assert any(text.startswith("killed: ") and "3" in text and "5" in text for text in texts)
    outlets = [row["outlet"] for row in told["developments"]]
    assert outlets == sorted(outlets, key=["Harbour Post", "Meridian Press"].index)
    assert not any(row["alert"] for row in told["developments"])
    assert {"killed", "passenger"} <= {row["counts"] for row in told["figures"]}
    assert told["voices"]


def test_the_past_of_a_story_is_looked_for_once(type_, folder, monkeypatch):
    asked = []
    pending = past._pending
    monkeypatch.setattr(past, "_pending", lambda *a: asked.append(a) or pending(*a))
    type_("story", story_id(folder))
    assert len(asked) == 1


def test_what_was_read_is_kept_and_the_second_time_no_model_is_loaded(type_, folder, monkeypatch):
    first = type_.json("story", story_id(folder))
    monkeypatch.setattr(Services, "encoder", property(lambda _: pytest.fail("a model was loaded")))
    assert type_.json("story", story_id(folder)) == first


def test_track_reads_the_past_at_once_and_tells_it_to_nobody(type_, folder):
    before = latest_cursor(Warehouse(folder))
    assert type_("track", "--story", story_id(folder), "--channel", "json://127.0.0.1:9")[0] == 0
    assert count_pending(Warehouse(folder), story_id(folder)) == 0
    told = type_.json("story", story_id(folder))
    assert told["developments"] and told["figures"]
    assert type_.json("alerts") == []
    assert report_changes(Warehouse(folder), before).developments == ()


@pytest.mark.parametrize("asked", ["track", "story"])
def test_only_what_comes_after_the_track_is_alerted(type_, folder, asked):
    if asked == "story":  # read before anybody followed it
        type_("story", story_id(folder))
    type_("track", "--story", story_id(folder), "--channel", "json://127.0.0.1:9")
    cursor = latest_cursor(Warehouse(folder))
    bring(folder, LATER)
    (alert,) = type_.json("alerts")
    assert "arrested" in alert["text"] and "broke out" not in alert["text"]
    (told,) = report_changes(Warehouse(folder), cursor).developments
    new = told.development
    assert [change.new for change in new.changes] == ["At least 7 people"]
    assert "5" in new.changes[0].old


def test_a_story_that_went_on_unread_is_read_on_from_where_it_was(type_, folder):
    type_("story", story_id(folder))
    bring(folder, LATER)
    assert count_pending(Warehouse(folder), story_id(folder)) == 1
    told = type_.json("story", story_id(folder))
    assert any("arrested" in row["text"] for row in told["developments"])


def test_a_past_too_long_to_wait_for_is_left_to_the_next_cycle(folder):
    warehouse = Warehouse(folder)
    with services_of(folder) as services:
        assert read_past(warehouse, services, [story_id(folder)], START, most=1) == 0
        assert read_past(warehouse, services, [story_id(folder)], START, most=2) == 2
