"""What a number counts now: ages, times and addresses count nothing, former values no more."""

import pytest

from pipeline.developments.counting import counted_numbers
from pipeline.developments.figure_changes import changes
from pipeline.developments.figures import figures


def values(sentence):
    return [each.number.value for each in counted_numbers(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The fire killed Larry Gordon, 44, police said.",
        "The dead man was Larry Gordon (44).",
        "Mairi Todd, 61, and Ewan Hale, 19, died in hospital.",
        "The fire killed Gordon, 44, of Dayton.",
        "The wounded victims are aged 16, 17, 18 and 21, police said.",
        "A boy aged 9 and a 44-year-old man died.",
        "He died of his injuries about 3:30 a.m. outside a home.",
        "The shots fell at 7:30.",
        "She was shot in the 500 block of Prouty Avenue.",
        "The victim lived near 46 Washington Street.",
        "The report was updated 9 months ago.",
    ],
)
def test_these_numbers_count_nothing(sentence):
    assert values(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "value", "former"),
    [
        ("The number of dead has risen from 27 to 30.", 30, 27),
        ("The toll rose from at least 27 on Monday to 30.", 30, 27),
        ("The toll stood at 35 on Friday, up from 29 a day earlier.", 35, 29),
        ("People in shelters fell from 4,100 to 2,600.", 2600, 4100),
        ("The number of injured climbed to 212 from 187.", 212, 187),
        ("It ordered two vessels for now instead of six.", 2, 6),
        ("It will save 3.7 billion, less than the 4.4 billion hoped for.", 3.7e9, 4.4e9),
    ],
)
def test_a_sentence_states_its_former_value(sentence, value, former):
    (counted,) = counted_numbers(sentence)
    assert (counted.number.value, counted.former.value) == (value, former)


@pytest.mark.parametrize(
    ("sentence", "lang", "now"),
    [
        ("Die Zahl der Toten stieg von 27 auf 30.", "de", [30]),
        ("Das Spiel beginnt um 14 Uhr.", "de", []),
        ("Der Fahrer, 44 Jahre alt, starb um 7.30 Uhr.", "de", []),
        ("Le bilan est passé de 27 à 30.", "fr", [30]),
        ("Un homme de 44 ans est mort à 14 heures.", "fr", []),
        ("El número de muertos subió de 27 a 30.", "es", [30]),
    ],
)
def test_other_languages_say_it_their_way(sentence, lang, now):
    assert [each.number.value for each in counted_numbers(sentence, lang)] == now


def test_a_range_has_no_former_value():
    assert values("Tariffs range from 5 to 10 percent.") == [5, 10]


def changed(sentence, *earlier):
    told = [figure for text in earlier for figure in figures(text, "old")]
    return [(change.old, change.new) for change in changes(figures(sentence, "new"), told)]


def test_a_stated_change_is_one_where_the_story_knew_the_former_value():
    sentence = "Thirty-four ships are waiting, the port authority said, up from 11 at first."
    assert changed(sentence, "The port authority said 11 ships lay waiting.")
    assert not changed(sentence, "The port authority has 40 cranes.")


def test_another_number_of_the_same_noun_is_no_change():
    old = "The study has enrolled 1,812 participants at 214 sites in 19 countries."
    new = "Hesperan will fund the study, named REED, in approximately 900 participants from 2026."
    assert not changed(new, old)
    assert not changed("In all 78 seats are theirs.", "Together the two have 78 of 150 seats.")
