"""Bylines become people's names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipeline.pages.authors import (
    MAX_NAME,
    MAX_NAMES,
    author_names,
    credited_agencies,
    page_byline,
)


@pytest.mark.parametrize(
    ("given_names", "names"),
    [
        (["By Ana Roth and Ben Ito"], ("Ana Roth", "Ben Ito")),
        (["Von Jana Maier und Tom Beck"], ("Jana Maier", "Tom Beck")),
        (["Ana Roth (ar@paper.example)"], ("Ana Roth",)),
        (["Ana Roth", "Ana Roth"], ("Ana Roth",)),
        (["https://paper.example/ana", "42", ""], ()),
        (["Ana Roth " * 20], ()),  # a biography
    ],
)
def test_names_out_of_what_pages_give(given_names: list[str], names: tuple[str, ...]) -> None:
    assert author_names(given_names) == names


def test_the_sites_own_name_counts_only_where_no_one_else_is_named() -> None:
    sites = frozenset({"theskarvpost"})
    assert author_names(["Ana Roth", "The Skarv Post"], sites) == ("Ana Roth",)
    assert author_names(["The Skarv Post"], sites) == ("The Skarv Post",)


def test_a_byline_that_only_the_page_shows() -> None:
    tree = html.fromstring('<html><body><p class="author">Ana Roth</p><p>News</p></body></html>')
    assert page_byline(tree) == "Ana Roth"
    assert page_byline(html.fromstring("<html><body><p>News</p></body></html>")) == ""


def test_agencies_that_a_credit_line_names() -> None:
    lines = ["With files from the Associated Press", "(dpa)", "Reuters and Reuters", "APples"]
    assert credited_agencies(lines) == ("Associated Press", "dpa", "Reuters")


@given(st.lists(st.text(max_size=90), max_size=30))
def test_names_are_short_few_distinct_and_more_than_punctuation(given_names: list[str]) -> None:
    names = author_names(given_names)
    assert len(names) == len(set(names)) <= MAX_NAMES
    assert all(1 < len(name) <= MAX_NAME for name in names)
    assert all(any(c.isalnum() for c in name) for name in names)
