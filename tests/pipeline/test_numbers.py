"""Quantities as a reader takes them, in digits and in words."""

import pytest

from pipeline.language.numbers import numbers, separators


def values(text, lang="en"):
    return [(n.value, n.unit) for n in numbers(text, lang)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("two hundred and six boats", [(206, "")]),
        ("a dozen boats, half a million euros", [(12, ""), (500_000, "€")]),
        ("US$1.2bn for 30 per cent", [(1.2e9, "$"), (30, "%")]),
        ("5 percentage points", [(5, "point")]),
        ("one more soldier", [(1, "")]),
        ("one fine day", []),
        ("the two men, and 12 others", [(12, "")]),
        ("It sank at 9 on May 12", []),
    ],
)
def test_quantities(text, wanted):
    assert values(text) == wanted


@pytest.mark.parametrize(
    ("lang", "wanted"), [("en", 1.234), ("de", 1234), ("fr", 1234), ("zh", 1.234), ("zz", 1.234)]
)
def test_the_language_decides_what_a_point_parts(lang, wanted):
    assert values("1.234 kg", lang) == [(wanted, "kg")]


def test_separators_come_from_the_tables_of_each_language():
    assert separators("de") == separators("hu") == separators("vi") == (".", ",")
    assert separators("en") == separators("zh") == separators("zz") == (",", ".")
