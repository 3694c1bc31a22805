"""Who can be named as a source, and how an agency is spelled where."""

import pytest

from pipeline.language.sources import (
    byline_agencies,
    credit_line,
    credited_agencies,
    mentions_outlet,
    source_wording,
)


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("He told The Skarv Herald that it sank.", "The Skarv Herald"),
        ("According to Reuters, it sank.", "Reuters"),
        ("It sank, Agence France-Presse reported.", "Agence France-Presse"),
    ],
)
def test_outlets_are_cited_by_name(text, outlet):
    matches = [m["outlet"] for p in source_wording().citations for m in p.finditer(text)]
    assert outlet in [match.strip() for match in matches]
    assert mentions_outlet(text)


def test_a_text_without_an_outlets_word_is_not_searched():
    assert not mentions_outlet("The ferry sank off Skarv.")


def test_one_agency_is_one_name_however_it_is_credited():
    match = credit_line().search("SKARV (Associated Press) - A ferry sank.")
    assert credited_agencies()[match[1].lower()] == "AP"


def test_bylines_name_agencies_that_no_sentence_is_searched_for():
    assert byline_agencies().findall("Von KNA und dpa") == ["KNA", "dpa"]
    assert not source_wording().agency.fullmatch("KNA")
