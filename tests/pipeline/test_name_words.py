"""Names meet in whatever letters they are written; words that begin a sentence are none."""

from __future__ import annotations

import pytest

from pipeline.stories.name_words import name_hashes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("When Sokolov spoke", "Когда Соколов говорил"),
        ("the port of Athina", "στο λιμάνι της Αθήνα"),
        ("told Émile Garnier so", "told Emile Garnier so"),
        ("in Łódź on Monday", "in Lodz on Monday"),
    ],
)
def test_a_name_is_the_same_in_every_alphabet(one: str, other: str) -> None:
    assert set(name_hashes("", one)) & set(name_hashes("", other))


def test_what_begins_a_sentence_and_a_title_in_title_case_names_nobody() -> None:
    assert not name_hashes("Ferry Sinks Off The Coast", "A ferry sank. Паром затонул.")
    assert len(name_hashes("Ferry sinks off Lindale", "")) == 1
    assert name_hashes("«паром» Соколова затонул", "") == name_hashes("the man met Sokolova", "")
