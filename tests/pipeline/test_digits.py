"""Digits as each country writes them: what parts thousands, what is a point, what is a year."""

import pytest

from pipeline.developments.figures import figures
from pipeline.language.load import load_currencies, load_language
from pipeline.language.number_grammar import number_grammar
from pipeline.language.numbers import numbers
from pipeline.language.words import normal


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


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "20-30 people were injured", [(30, "")]),
        (
            "en",
            "about 20-30 homes, $20–30 million, $20-$30 million",
            [(30, ""), (3e7, "$"), (3e7, "$")],
        ),
        ("en", "5-10% of it, 900,000–1.2 million people", [(10, "%"), (1.2e6, "")]),
        ("fr", "1 000-2 000 personnes", [(2000, "")]),
        ("ja", "20～30人が死亡した。", [(30, "")]),
        # scores, seasons, aircraft, telephones, dates
        ("en", "It lost 2-3 in the 2019-20 season; a Boeing 737-800 plane", []),
        ("en", "They won 3–2 in the 2019–20 season", []),
        ("en", "Call 555-1234 by 2026-01-05 or 05-01-2026", []),
        ("en", "5-7-year-old boys", []),
    ],
)
def test_a_range_counts_its_upper_end(lang, text, wanted):
    assert [(number.value, number.unit) for number in numbers(text, lang)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2½ million people", [(2.5e6, "")]),
        ("a ¼ point to 5¼%", [(0.25, "point"), (5.25, "%")]),
        ("2 1/2 miles and 3 ¾ hours", [(2.5, "mile"), (3.75, "hour")]),
    ],
)
def test_fractions(text, wanted):
    assert [(number.value, number.unit) for number in numbers(normal(text))] == wanted


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        (
            "en",
            "A$3 million, C$3.5bn, HK$40, US$5",
            [(3e6, "A$"), (3.5e9, "C$"), (40, "HK$"), (5, "$")],
        ),
        ("en", "Rs 500 crore, Rs. 20,000, USD 5 million", [(5e9, "₹"), (20_000, "₹"), (5e6, "$")]),
        ("en", "five $10 notes", [(5, ""), (10, "$")]),
        ("pt", "R$ 5 milhões", [(5e6, "real")]),
        ("de", "5 Mio. €, 100€, 200 T€, 20–30 €", [(5e6, "€"), (100, "€"), (2e5, "€"), (30, "€")]),
        ("fr", "5 M€ et 3 Md€", [(5e6, "€"), (3e9, "€")]),
        ("ru", "5 млн ₽", [(5e6, "rouble")]),
        ("ja", "US$5、1000円", [(5, "$"), (1000, "¥")]),
    ],
)
def test_money_wherever_its_sign_stands(lang, text, wanted):
    assert [(number.value, number.unit) for number in numbers(text, lang)] == wanted


def test_every_language_knows_every_sign_of_money():
    signs = {sign for signs in load_currencies().signs.values() for sign in signs}
    assert all(set(number_grammar(load_language(lang)).money) == signs for lang in ("en", "zh"))


def test_signs_of_money_are_no_units_of_a_toll():
    (figure,) = figures("The dead man owed R$ 5 million")
    assert figure.counts != "killed"


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "45C, 38 °C, 5kg, 10km, 30mph winds, 3.2pc", "degree degree kg km mph %"),
        ("es", "38ºC, 120 km/h", "degree km/h"),
        ("ru", "+38 °С, 120 км/ч", "degree km/h"),
        ("zh", "气温38摄氏度", "degree"),
        ("tr", "%25 arttı", "%"),
        ("en", "5 million US dollars, 3 million Swiss francs", "$ franc"),
    ],
)
def test_units_written_to_the_number_or_before_it(lang, text, wanted):
    assert " ".join(number.unit for number in numbers(normal(text), lang)) == wanted


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A 6.4-magnitude earthquake killed 12"),
        ("de", "Ein Beben der Stärke 6,4 tötet 12 Menschen"),
        ("es", "Un terremoto de magnitud 6,4 deja 12 muertos"),
        ("pt", "Terremoto de magnitude 6,4 deixa 12 mortos"),
        ("it", "Terremoto di magnitudo 6,4, 12 morti"),
        ("ru", "Землетрясение магнитудой 6,4, погибли 12 человек"),
        ("ja", "マグニチュード6.4の地震で12人が死亡"),
    ],
)
def test_the_magnitude_of_an_earthquake_is_no_toll(lang, text):
    assert [(figure.value, figure.counts) for figure in figures(text, lang=lang)] == [
        (12, "killed")
    ]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "One in five people were infected. Nine out of 10 patients died"),
        ("de", "Einer von fünf Menschen infiziert"),
        ("fr", "Une personne sur cinq infectée"),
        ("es", "Una de cada cinco personas infectadas"),
        ("pt", "Uma em cada cinco pessoas infectadas"),
        ("ja", "5人に1人が感染"),
    ],
)
def test_a_ratio_counts_nobody(lang, text):
    assert figures(text, lang=lang) == []
