"""Names are what is written with a capital for its own sake; rarity is what a word tells."""

import pytest

from pipeline.language.frequency import commonness, rarity
from pipeline.language.names import names


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Police in Skarv arrested the captain.", {"skarv"}),
        ("Ines Corvo said so.", {"corvo", "ine"}),
        ("Inside, President Marr met the Queen on Monday in May.", {"marr"}),
        ("Ferry Sinks Off The Coast", set()),
        ("NATO met.", {"nato"}),
    ],
)
def test_names(text, wanted):
    assert names(text) == wanted


def test_rare_words_tell_more_and_numbers_almost_all():
    assert 0.1 == rarity("the") < rarity("ferry") < rarity("breakwater") <= 1.0 == rarity("skarvik")
    assert rarity("14") == rarity("#14$") == 0.9
    assert commonness("xyzzyq") == 0.0


def test_small_letters_of_other_alphabets_begin_no_name():
    assert names("pożar w Łodzi", "pl") == {"łodzi"}
    assert names("İzmir orman yangını ve İstanbul", "tr") >= {"istanbul"}
    assert "ını" not in names("İzmir orman yangını ve İstanbul", "tr")
