"""A process that serves makes each page once before anybody asks; a page takes one turn."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient
from webworld import site_of

from flows.web.app import PAGES, build_app
from flows.web.site import Site
from flows.web.warmup import make_pages
from warehouse import store


@pytest.fixture
def turns(monkeypatch):
    """Holders of the warehouse's lock, one after the other."""
    taken, turn_at = [], store.turn_at

    @contextmanager
    def counted(folder, wait_s, **kind):
        taken.append(kind)
        with turn_at(folder, wait_s, **kind):
            yield

    monkeypatch.setattr(store, "turn_at", counted)
    return taken


def asked(client, path):
    assert client.get(path).status_code == 200, path


def addresses(site):
    story = next(s for s in site.warehouse.stories.latest() if "Halcyon" in s.title)
    known = {"/story/{id}": story.id, "/sources/{id}": "feed"}
    for page in PAGES:
        path = page.path.replace("{id}", known.get(page.path, story.id))
        yield path.replace("{story}", story.id)


def test_a_page_takes_one_turn(built_world, turns):
    site = site_of(built_world)
    client = TestClient(build_app(site), base_url="http://127.0.0.1")
    paths = list(addresses(site))
    asked(client, "/today")  # what is new is counted from this visit on
    for path in paths:
        site._reports.clear()
        turns.clear()
        asked(client, path)
        first = len(turns)
        asked(client, path)
        assert first <= 1, path
        assert len(turns) == first, f"{path} takes one again"


def test_each_page_is_made_before_it_is_asked_for(built_world, turns, monkeypatch):
    site = site_of(built_world)
    site.served = True
    loaded = []
    monkeypatch.setattr(Site, "encoder", lambda _: loaded.append(True))
    make_pages(site)
    assert not loaded
    turns.clear()
    client = TestClient(build_app(site), base_url="http://127.0.0.1")
    for page in PAGES:
        if "{" not in page.path:
            asked(client, page.path)
    asked(client, f"/story/{asked_first(client)}")
    assert not turns


def asked_first(client):
    return client.get("/today.json").json()["front"]["stories"][0]["id"]


def test_an_empty_warehouse_and_one_that_is_held_stop_nobody(tmp_path):
    site = site_of(tmp_path)
    make_pages(site)
    assert site._reports
    site._reports.clear()
    site.warehouse.store.wait_s = 0.0
    with store.turn_at(tmp_path, 1.0):
        make_pages(site)
    assert not site._reports
