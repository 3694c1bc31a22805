"""The title that most of a page's own voices agree on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pages.headline import (
    choose_headline,
    is_site_name,
    site_keys,
    title_key,
    without_site_name,
)
from pipeline.pages.structured import PageMetadata

URL = "https://www.skarvpost.example/ferry"
FERRY = "Ferry sinks off Skarv"


def test_two_voices_outvote_one_and_the_sites_name_goes() -> None:
    page = PageMetadata(
        headlines=("SEO: ferry, Skarv, latest",),
        h1s=(FERRY,),
        og_title=f"{FERRY} | Skarv Post",
        title_tag=f"{FERRY} - Skarv Post",
        sites=("Skarv Post",),
    )
    assert choose_headline(page, URL) == FERRY


def test_the_spelling_most_often_used_is_taken() -> None:
    page = PageMetadata(h1s=("FERRY SINKS OFF SKARV",), headlines=(FERRY,), og_title=FERRY)
    assert choose_headline(page) == FERRY


def test_a_page_that_names_only_its_site_has_no_headline() -> None:
    page = PageMetadata(h1s=("Skarv Post",), og_title="skarvpost.example", sites=("Skarv Post",))
    assert choose_headline(page, URL) == choose_headline(PageMetadata()) == ""


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        (f"{FERRY} - Skarv Post", FERRY),
        (f"Skarv Post: {FERRY}", f"Skarv Post: {FERRY}"),  # no blank before the colon
        (f"Skarv Post | {FERRY} | skarvpost.com", FERRY),
        ("Ferry - forty rescued off Skarv", "Ferry - forty rescued off Skarv"),
        (f"{FERRY} - 12 rescued - World", f"{FERRY} - 12 rescued - World"),
    ],
)
def test_site_names_at_either_end_are_cut_and_nothing_else(title: str, cut: str) -> None:
    assert without_site_name(title, {"skarvpost"}) == cut


def test_what_follows_a_whole_headline_is_cut() -> None:
    title = f"{FERRY} - World - Skarv Post"
    assert without_site_name(title, frozenset(), {title_key(FERRY)}) == FERRY


def test_names_of_a_site_come_from_its_metadata_and_its_host() -> None:
    keys = site_keys(PageMetadata(sites=("The Skarv Post",)), URL)
    assert keys == {"theskarvpost", "skarvpost", "skarvpostexample"}
    assert is_site_name("Skarv Post News", keys)
    assert not is_site_name("World", keys)


@given(st.text(max_size=80))
def test_a_title_key_is_its_own_key(title: str) -> None:
    assert title_key(title_key(title)) == title_key(title)
