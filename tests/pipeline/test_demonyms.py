"""A place's adjective is the place's name; likeness of letters is not."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.demonyms import forms
from pipeline.language.stems import light_stem

NAMES = """
    Afghanistan/Afghan Albania/Albanian Algeria/Algerian Angola/Angolan Argentina/Argentinian
    Armenia/Armenian Australia/Australian Austria/Austrian Bangladesh/Bangladeshi
    Belarus/Belarusian Belgium/Belgian Bolivia/Bolivian Bosnia/Bosnian Boston/Bostonian
    Brazil/Brazilian Britain/British Bulgaria/Bulgarian Burundi/Burundian Cambodia/Cambodian
    Cameroon/Cameroonian Canada/Canadian Chad/Chadian Chile/Chilean China/Chinese
    Colombia/Colombian Congo/Congolese Croatia/Croatian Cuba/Cuban Denmark/Danish
    Ecuador/Ecuadorian Egypt/Egyptian Eritrea/Eritrean Estonia/Estonian Ethiopia/Ethiopian
    Europe/European Finland/Finnish France/French Gambia/Gambian Georgia/Georgian Germany/German
    Ghana/Ghanaian Greece/Greek Guatemala/Guatemalan Guinea/Guinean Haiti/Haitian
    Honduras/Honduran Hungary/Hungarian Iceland/Icelandic India/Indian Indonesia/Indonesian
    Iran/Iranian Iraq/Iraqi Ireland/Irish Israel/Israeli Italy/Italian Jamaica/Jamaican
    Japan/Japanese Jordan/Jordanian Kenya/Kenyan Kosovo/Kosovan Latvia/Latvian Lebanon/Lebanese
    Liberia/Liberian Libya/Libyan Lithuania/Lithuanian Macedonia/Macedonian Malaysia/Malaysian
    Mali/Malian Malta/Maltese Mauritania/Mauritanian Mauritius/Mauritian Merravia/Merravian
    Mexico/Mexican Moldova/Moldovan Mongolia/Mongolian Morocco/Moroccan Namibia/Namibian
    Nepal/Nepali Netherlands/Dutch Nicaragua/Nicaraguan Niger/Nigerien Nigeria/Nigerian
    Norway/Norwegian Pakistan/Pakistani Palestine/Palestinian Panama/Panamanian Paraguay/Paraguayan
    Paris/Parisian Peru/Peruvian Poland/Polish Portugal/Portuguese Romania/Romanian Rome/Roman
    Russia/Russian Rwanda/Rwandan Samoa/Samoan Senegal/Senegalese Serbia/Serbian
    Singapore/Singaporean Slovakia/Slovak Slovenia/Slovenian Somalia/Somali Spain/Spanish
    Sudan/Sudanese Sweden/Swedish Syria/Syrian Taiwan/Taiwanese Tanzania/Tanzanian Texas/Texan
    Thailand/Thai Togo/Togolese Tunisia/Tunisian Turkey/Turkish Uganda/Ugandan Ukraine/Ukrainian
    Uruguay/Uruguayan Venezuela/Venezuelan Vietnam/Vietnamese Yemen/Yemeni Zambia/Zambian
    Zimbabwe/Zimbabwean
"""
PAIRS = [pair.split("/") for pair in NAMES.split()]


def one_name(first: str, second: str) -> bool:
    return light_stem(second.lower()) in forms(light_stem(first.lower()))


@pytest.mark.parametrize(("place", "people"), PAIRS)
def test_a_place_and_its_adjective_are_one_name(place, people):
    assert one_name(place, people)
    assert one_name(people, place)


def test_no_two_places_share_a_name():
    for first, second in combinations(PAIRS, 2):
        for a in first:
            for b in second:
                assert not one_name(a, b), f"{a} is not {b}"


@pytest.mark.parametrize(
    "unlike",
    [
        "Iran Iraq", "Niger Nigeria", "Niger Nigerian", "Austria Australia", "Mali Malawi Malta",
        "Slovenia Slovakia", "Gambia Zambia", "Romania Oman Roman", "Julia Julian", "Maria Marian",
        "Martin Martini", "Mill Miller", "Moran More", "Stand Standish", "Ross Rossi", "Korea Kora",
        "Mauritania Mauritius", "Dominica Dominic", "Congo Conga", "Lisbon Lisa", "Georgia George",
    ],
)  # fmt: skip
def test_unlike_names_stay_apart(unlike):
    for first, second in pairwise(unlike.split()):
        assert not one_name(first, second)
        assert not one_name(second, first)


@given(st.text("abdeilmnorstuvy", min_size=4, max_size=9))
def test_names_hold_for_one_another_or_not_at_all(word):
    name = light_stem(word)
    for other in forms(name):
        assert name in forms(other), f"{other} has forms without {name}"


@given(st.text("bdklmrstv", min_size=2, max_size=5), st.sampled_from(["ovia", "esia", "ana"]))
def test_an_invented_land_has_its_people(letters, ending):
    assert one_name(letters + ending, letters + ending + "n")
