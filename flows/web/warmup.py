"""The first answer of each page, made for nobody as a process begins to serve.

What a page needs is loaded, and its template compiled, when it is first made: 20-80 ms of a
processor for each (measured 2026-11), which no reader waits for so. Its report is kept as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from flows.web.app import PAGES, json_bytes, render
from flows.web.page import Elsewhere, NotHere, Page
from flows.web.pages import story, today
from flows.web.rendering import Frame
from flows.web.site import Site, read_zone
from warehouse.errors import WarehouseError


def make_pages(site: Site) -> None:
    """Make every page once, the story first on the front page and its first article with them."""
    alone = replace(site, served=False)  # keeps reports where `site` does, and loads no encoder
    with suppress(WarehouseError):  # whoever asks for a page is told
        for page, values in _questions(alone):
            with suppress(NotHere, Elsewhere):  # a cycle has moved it
                _make_page(alone, page, values)


def _questions(site: Site) -> Iterator[tuple[Page, dict[str, str]]]:
    yield from ((page, {}) for page in PAGES if "{" not in page.path)
    for shown in today.read_today(site, today.TodayQuestion()).front.stories[:1]:
        yield story.PAGE, {"id": shown.id}
        article = story.read_story(site, story.StoryQuestion(id=shown.id)).coverage.steps[0].article
        yield story.ARTICLE_PAGE, {"story": shown.id, "id": article.id}


def _make_page(site: Site, page: Page, values: dict[str, str]) -> None:
    record = page.read(site, page.question(values))
    zone = read_zone("", site.settings.alerts.zone)
    channels = tuple(site.channels())
    frame = Frame(
        path=page.path, section=page.section, zone=zone, now=site.now(), channels=channels
    )
    render(page.template, frame, record)
    json_bytes(page.record, record)
