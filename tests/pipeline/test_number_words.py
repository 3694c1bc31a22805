"""One meaning has one value whatever the language: halves, and words that only a count precedes."""

import pytest

from pipeline.developments.figures import figures
from pipeline.language.numbers import numbers

HALF_A_MILLION = {
    "en": "A half-million people fled; half a million people fled.",
    "de": "Eine halbe Million Menschen floh, etwa einer halben Million fehlt Wasser.",
    "fr": "Un demi-million de personnes ont fui.",
    "es": "Medio millón de personas huyeron.",
    "it": "Mezzo milione di persone è fuggito.",
    "pt": "Meio milhão de pessoas fugiram.",
    "nl": "Een half miljoen mensen vluchtte.",
    "ru": "Полмиллиона человек бежали.",
    "ar": "فر نصف مليون شخص.",
    "zh": "50万人逃离。",
    "ja": "50万人が避難した。",
}

HALVES = [
    ("en", "Two and a half million people fled.", 2.5e6),
    ("en", "A million and a half people fled.", 1.5e6),
    ("de", "Zweieinhalb Millionen Menschen flohen.", 2.5e6),
    ("de", "Anderthalb Milliarden Euro fehlen.", 1.5e9),
    ("fr", "Deux millions et demi de personnes ont fui.", 2.5e6),
    ("es", "Un millón y medio de personas huyeron.", 1.5e6),
    ("it", "Due milioni e mezzo di persone sono fuggite.", 2.5e6),
    ("pt", "Um milhão e meio de pessoas fugiram.", 1.5e6),
    ("nl", "Anderhalf miljoen mensen vluchtten.", 1.5e6),
    ("ru", "Два с половиной миллиона человек бежали.", 2.5e6),
    ("ru", "Бежали более полутора миллионов человек.", 1.5e6),
    ("ar", "فر مليون ونصف المليون شخص.", 1.5e6),
]

VAGUE = {
    "de": ("Millionen Menschen", "Mehrere Millionen Euro", "Ein paar hundert Menschen"),
    "fr": ("Des millions de personnes", "Plusieurs milliards d'euros"),
    "es": ("Varios millones de personas", "Cientos de millones de euros"),
    "it": ("Milioni di persone", "Decine di miliardi di euro"),
    "pt": ("Vários milhões de pessoas", "Centenas de milhões de euros"),
    "nl": ("Enkele miljoenen mensen", "Enkele miljoen euro", "Een paar honderd mensen"),
    "ru": ("Десятки тысяч человек", "Несколько миллионов рублей", "Тысячи людей"),
    "ar": ("عدة آلاف شخص", "ملايين الأشخاص"),
    "ja": ("何百万人も避難した。",),
}


@pytest.mark.parametrize("lang", HALF_A_MILLION)
def test_half_a_million(lang):
    assert {number.value for number in numbers(HALF_A_MILLION[lang], lang)} == {5e5}


@pytest.mark.parametrize(("lang", "text", "wanted"), HALVES)
def test_and_a_half(lang, text, wanted):
    assert [number.value for number in numbers(text, lang)] == [wanted]


@pytest.mark.parametrize("lang", VAGUE)
def test_a_scale_that_nobody_counts_is_no_figure(lang):
    for text in VAGUE[lang]:
        assert figures(text, lang=lang) == [], text


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("de", "Tausend Menschen, fast eine Million Euro", [1000, 1e6]),
        ("fr", "Mille personnes, un million d'euros, cent soldats", [1000, 1e6, 100]),
        ("es", "Mil personas, mil millones de euros", [1000, 1e9]),
        ("it", "Mille persone, un miliardo di euro", [1000, 1e9]),
        ("nl", "Duizend mensen, een miljoen euro", [1000, 1e6]),
        ("ru", "Тысяча человек, более тысячи рублей, около миллиона", [1000, 1000, 1e6]),
        ("ar", "ألف شخص، مليون دولار", [1000, 1e6]),
    ],
)
def test_a_scale_in_the_singular_counts(lang, text, wanted):
    assert [number.value for number in numbers(text, lang)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("قتل ألفان من المدنيين وأصيب مئتان آخرون", [2000, 200]),
        ("نزح مليونان من السكان", [2e6]),
        ("ارتفع العدد إلى ألفين ومئتين", [2200]),
        ("بلغت الكلفة مليونين وخمسمئة ألف دولار", [2.5e6]),
        ("قتل مئتا شخص، أكثر من ألفي قتيل، مئتي ألف شخص", [200, 2000, 200_000]),
    ],
)
def test_arabic_duals(text, wanted):
    assert [number.value for number in numbers(text, "ar")] == wanted


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("ru", "двое погибших, трое раненых, спасли семерых", [2, 3, 7]),
        ("en", "a quarter of a million people, three-quarters of a million", [2.5e5, 7.5e5]),
        ("en", "5mln people", [5e6]),
        ("pt", "R$ 3,2 bi, US$ 5 mi", [3.2e9, 5e6]),
        ("es", "3 mill. de euros", [3e6]),
    ],
)
def test_collective_numerals_and_short_magnitudes(lang, text, wanted):
    assert [number.value for number in numbers(text, lang)] == wanted
