"""Phrases of what stands in front of articles, and sentences of articles that look like them."""

from __future__ import annotations

import pytest

from pipeline.pages import walls

SENTENCES = [
    "The court denied him access to his lawyer for two days.",
    "Readers of the script were moved; the play opens in Java in March.",
    "She will go on and name the dead again every year.",
    "The minister consented to a second round of talks.",
    "Humans and robots will share the hall from May.",
]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (walls.CHALLENGE, "Verifying you are human. This may take a few seconds."),
        (walls.CHALLENGE, "Access to this page has been denied."),
        (walls.CHALLENGE, "请完成安全验证"),
        (walls.JAVASCRIPT, "Please enable JavaScript to view this page."),
        (walls.JAVASCRIPT, "Bitte aktivieren Sie JavaScript."),
        (walls.CONSENT, "Before you continue to our site"),
        (walls.CONSENT, "Wir verwenden auf dieser Seite Cookies"),
        (walls.CONSENT, "Mit Werbung weiterlesen"),
        (walls.CONSENT, "Wir und unsere Partner speichern Informationen wie Cookies"),
        (walls.CONSENT, "Nosotros y nuestros socios almacenamos información, como cookies"),
        (walls.CHALLENGE, "Request unsuccessful. Incapsula incident ID: 7"),
        (walls.PAYWALL, "Subscribe to continue reading"),
        (walls.PAYWALL, "Cet article est réservé aux abonnés"),
        (walls.PAYWALL, "会員限定"),
    ],
)
def test_a_wall_is_known_by_its_words(pattern, text) -> None:
    assert pattern.search(text)
    assert pattern.search(text.upper())


@pytest.mark.parametrize("sentence", SENTENCES)
def test_ordinary_sentences_are_no_walls(sentence: str) -> None:
    for pattern in (walls.CHALLENGE, walls.JAVASCRIPT, walls.CONSENT, walls.PAYWALL):
        assert not pattern.search(sentence)


@pytest.mark.parametrize(
    ("title", "wall"),
    [("Just a moment...", True), ("Access Denied", True), ("Just moments after the vote", False)],
)
def test_titles_of_challenges(title: str, *, wall: bool) -> None:
    assert bool(walls.CHALLENGE_TITLE.search(title)) == wall


@pytest.mark.parametrize(
    ("title", "none"),
    [
        ("Page not found", True),
        ("Site is currently under maintenance", True),
        ("503 Service Temporarily Unavailable", True),
        ("Error establishing a database connection", True),
        ("451: Unavailable due to legal reasons", True),
        ("Sorry, this content is not available in your region", True),
        ("Reactor site under maintenance leaks again", False),
        ("Ferry service unavailable to islanders, council finds", False),
        ("Database error let 300 prisoners go", False),
    ],
)
def test_titles_of_pages_that_have_nothing_to_show(title: str, *, none: bool) -> None:
    assert bool(walls.MISSING_TITLE.search(title)) == none


@pytest.mark.parametrize(
    ("host", "wall"),
    [("consent.paper.example", True), ("cmp.x.example", True), ("www.privacy-news.org", False)],
)
def test_hosts_of_consent_managers(host: str, *, wall: bool) -> None:
    assert bool(walls.WALL_HOST.search(host)) == wall
