"""Ages, hours, addresses and ranges are compared by value; what is told of one, old and new."""

import numpy as np
import pytest

from pipeline.developments.value_changes import VALUES, value_changes


def found(told, said, cosine=1.0, lang="en"):
    return list(value_changes([said], [told], np.array([[cosine]], np.float32), lang))


@pytest.mark.parametrize(
    ("told", "said", "change"),
    [
        (
            "Ana Roe, 20, of Halden was hurt.",
            "Ana Roe, 19, of Halden was hurt.",
            ("age", "Ana Roe, 20", "Ana Roe, 19"),
        ),
        (
            "The fire in Halden began at 3:40 p.m.",
            "The fire in Halden began at 2:15 p.m.",
            ("time", "3:40 p.m", "2:15 p.m"),
        ),
        (
            "It burned at 66 Harbor Street in Halden.",
            "It burned at 46 Harbor Street in Halden.",
            ("address", "66 Harbor Street", "46 Harbor Street"),
        ),
        (
            "Tariffs of Soria range from 5 to 25 percent.",
            "Tariffs of Soria range from 5 to 10 percent.",
            ("range", "from 5 to 25 percent", "from 5 to 10 percent"),
        ),
        (
            "Soria counts incidents from June 2025 to May 2026.",
            "Soria counts incidents between June 2025 and July 2026 in all.",
            ("range", "from June 2025 to May 2026", "between June 2025 and July 2026"),
        ),
    ],
)
def test_a_value_given_otherwise_is_told_old_and_new_as_written(told, said, change):
    assert found(told, said) == [(*change, 0, 0)]
    assert change[0] in VALUES


@pytest.mark.parametrize("cosine", [0.3])
def test_of_sentences_on_other_matters_neither_hours_nor_addresses_nor_ranges_differ(cosine):
    pairs = (
        ("The fire began at 3:40 p.m.", "The vote began at 2:15 p.m."),
        ("It burned at 66 Harbor Street.", "He lives at 46 Harbor Street."),
        ("Tariffs range from 5 to 25 percent.", "Votes range from 5 to 10 percent."),
    )
    assert [found(told, said, cosine) for told, said in pairs] == [[], [], []]
