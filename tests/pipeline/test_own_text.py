"""A page's own article, and nothing of the others that stand on the page."""

from __future__ import annotations

import json

import pytest

from pipeline.pages.content import PageContent, RawArticle, extract_page
from pipeline.pages.gate import Refusal
from pipeline.reasons import Reason

TITLE = "Dockers in Port Ellis vote to end their nine-week strike"
OWN = [
    "Dockers in Port Ellis voted on Friday to end a strike that had shut it for nine weeks.",
    "The union said 61 percent of 2,300 members accepted a raise of seven percent.",
    "Cranes started moving at six, and the first of 40 waiting ships berthed at noon.",
    "Shipping lines expect the backlog to be cleared by the end of March.",
]
OTHER = "A ferry ran aground off Skarv with 61 people aboard, the coastguard said on Monday. "
URL = "https://ellis.example/2026/02/strike-ends"


def read(body: str = "", head: str = "", title: str = TITLE, h1: str = TITLE):
    lines = "".join(f"<p>{line}</p>" for line in OWN)
    page = (
        f"<!doctype html><html lang='en'><head><title>{h1}</title>{head}</head><body>"
        + (body or f"<main><article><h1>{h1}</h1>{lines}</article></main>")
        + "</body></html>"
    )
    return extract_page(RawArticle(url=URL, page_url=URL, title=title, body=page.encode()))


def ld(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


ARTICLE = {"@type": "NewsArticle", "articleBody": OTHER * 20}
FERRY = {**ARTICLE, "headline": "Ferry aground off Skarv", "url": "https://ellis.example/ferry"}


@pytest.mark.parametrize(
    "node",
    [
        FERRY,
        [FERRY, {"@type": "NewsArticle", "headline": TITLE, "url": URL}],
        {"@graph": [{"@type": "ItemList", "itemListElement": [{"item": FERRY}]}]},
        {"@type": "NewsArticle", "headline": TITLE, "comment": [ARTICLE]},
        {"@type": "NewsArticle", "headline": TITLE, "hasPart": [ARTICLE]},
        {"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": [ARTICLE]},
    ],
)
def test_the_body_of_another_node_is_not_the_text(node: object) -> None:
    got = read(head=ld(node))
    assert isinstance(got, PageContent)
    assert got.text.split("\n") == OWN


@pytest.mark.parametrize(
    "own", [{"url": URL}, {"headline": TITLE}, {"mainEntityOfPage": {"@id": URL + "?utm_source=x"}}]
)
def test_the_body_of_the_pages_own_node_stands_in_for_an_empty_page(own: dict[str, object]) -> None:
    node = {"@type": "NewsArticle", "articleBody": "\n\n".join(OWN * 2), **own}
    got = read("<div id='root'></div>", head=ld({"@graph": [FERRY, node]}))
    assert isinstance(got, PageContent)
    assert got.text.startswith(OWN[0])


def test_the_next_article_of_an_endless_page_is_not_the_text() -> None:
    def article(title: str, lines: list[str]) -> str:
        return f"<article><h1>{title}</h1>" + "".join(f"<p>{li}</p>" for li in lines) + "</article>"

    got = read(f"<main>{article(TITLE, OWN)}{article('Ferry aground', [OTHER] * 4)}</main>")
    assert isinstance(got, PageContent)
    assert got.text.split("\n") == OWN


@pytest.mark.parametrize(
    "foot",
    [
        "<p>More stories</p><p>Ferry aground off Skarv with 61 aboard</p><p>Storm nears Esk</p>",
        "<h3>Latest news</h3><p>Thai officials seize a ship with 4 tonnes of ivory</p>",
        "<p>Lesen Sie auch</p><p>Bahn streicht Züge nach Halden</p>",
        "<p>À lire aussi</p><p>La mairie de Tarn ferme deux piscines</p>",
        "<p>1 of 3 CLOSE</p>",
    ],
)
def test_headlines_of_others_and_furniture_at_the_end_go(foot: str) -> None:
    lines = "".join(f"<p>{line}</p>" for line in OWN)
    got = read(f"<main><article><h1>{TITLE}</h1>{lines}{foot}</article></main>")
    assert isinstance(got, PageContent)
    assert got.text.split("\n") == OWN


NOTICE = [
    "We are sorry, what you are looking for has been moved or is no longer here. Please use the "
    "search field above or go to our home page, where you find the latest news of the region.",
    "If you think that this is a mistake, please write to our editors, who read all letters.",
]


@pytest.mark.parametrize(
    "says",
    ["Page not found", "404", "Sorry, we can't find that page", "Seite nicht gefunden",
     "Page introuvable", "Página no encontrada", "Pagina non trovata", "Страница не найдена",
     "Sayfa bulunamadı", "ページが見つかりません", "页面不存在", "페이지를 찾을 수 없습니다",
     "الصفحة غير موجودة", "Nie znaleziono strony", "Pagina niet gevonden",
     "This article is no longer available"],
)  # fmt: skip
def test_a_page_that_says_there_is_none_is_refused(says: str) -> None:
    lines = "".join(f"<p>{line}</p>" for line in NOTICE)
    got = read(f"<main><article><h1>{says}</h1>{lines}</article></main>", h1=says)
    assert isinstance(got, Refusal)
    assert got.reason == Reason.NOT_FOUND_PAGE


@pytest.mark.parametrize(
    "title", ["Page not found: how Ellis lost its archive", "404 people missing after ferry sinks"]
)
def test_an_article_about_what_is_missing_is_one(title: str) -> None:
    assert isinstance(read(title=title, h1=title), PageContent)
