"""Digits as each country writes them: what parts thousands, what is a point, what is a year."""

import pytest

from pipeline.developments.figures import figures
from pipeline.language.numbers import numbers


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        # Switzerland parts thousands by apostrophes
        ("de", "1'234'567 Franken, 12’000 Menschen, 1'234.50 Franken", [1234567, 12_000, 1234.5]),
        ("fr", "12'000 personnes", [12_000]),
        ("en", "the '90s and rock'n'roll", []),
        # India by two digits from the second comma on, and counts in lakhs and crores
        ("en", "12,34,567 voters, 2 lakh people, 1.5 lakh crore rupees", [1234567, 2e5, 1.5e12]),
        # full width
        ("ja", "１２，３４５人、３・５％、１．５％、１・５億円", [12345, 3.5, 1.5, 1.5e8]),
        ("zh", "失业率为5％，15，300人受伤", [5, 15, 300]),
        # abbreviated magnitudes
        ("de", "1,2 Mrd. Euro, 5 Mio. Menschen", [1.2e9, 5e6]),
        ("ru", "1,2 млрд. руб., 5 тыс. человек", [1.2e9, 5000]),
        ("it", "1,2 mld di euro, 3 mln. di euro", [1.2e9, 3e6]),
        ("fr", "3 Mds d'euros, 1,2 Md€", [3e9, 1.2e9]),
    ],
)
def test_the_value(lang, text, wanted):
    assert [number.value for number in numbers(text, lang)] == wanted


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("de", "5 Mio. Menschen wurden vertrieben.", [(5e6, "", "displaced")]),
        ("de", "Der Schaden beträgt 1,2 Mrd. Euro.", [(1.2e9, "€", "schaden beträgt")]),
        ("ru", "Эвакуированы 5 тыс. человек.", [(5000, "", "displaced")]),
    ],
)
def test_the_full_stop_of_an_abbreviation_ends_no_phrase(lang, text, wanted):
    assert [(f.value, f.unit, f.counts) for f in figures(text, lang=lang)] == wanted


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "2,000 people were injured."),
        ("de", "2.000 Menschen wurden verletzt."),
        ("de", "2000 Menschen wurden verletzt."),
        ("fr", "2 000 personnes ont été blessées."),
        ("es", "2.000 personas resultaron heridas."),
        ("es", "2000 personas resultaron heridas."),
        ("it", "2.000 feriti nel terremoto."),
        ("pt", "2.000 pessoas ficaram feridas."),
        ("nl", "2.000 mensen raakten gewond."),
        ("ru", "Ранены 2 000 человек."),
        ("ru", "Ранены 2000 человек."),
        ("ar", "إصابة 2000 شخص"),
        ("zh", "2000人受伤。"),
        ("ja", "2000人が負傷した。"),
    ],
)
def test_two_thousand_injured_are_no_year(lang, text):
    assert [(f.value, f.counts) for f in figures(text, lang=lang)] == [(2000, "injured")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It was the worst since 2011."),
        ("de", "Im Jahr 2011 starb ein Mensch, 2015 wurde gebaut."),
        ("fr", "La pire crise depuis 2011."),
        ("es", "La peor crisis desde 2011."),
        ("ru", "Самый сильный пожар с 2011 года."),
        ("zh", "2020人口普查，2011年以来最严重。"),
        ("ja", "2011年以来最悪だ。"),
        ("ar", "الأسوأ منذ 2011."),
    ],
)
def test_years_count_nothing(lang, text):
    assert figures(text, lang=lang) == []
