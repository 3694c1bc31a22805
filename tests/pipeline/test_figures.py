"""A quantity is what it counts; only a really changed one is news."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.developments.figure_changes import changes
from pipeline.developments.figures import figures
from pipeline.developments.rounding import same_value
from pipeline.language.numbers import numbers

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def told(*texts):
    return [
        f for i, t in enumerate(texts) for f in figures(t, f"a{i}", at=DAY + timedelta(hours=i))
    ]


def moved(old, new):
    return [(c.old, c.new) for c in changes(told(new), told(old))]


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "counts", "hedge"),
    [
        ("The blast injured more than 75 people.", 75, "", "injured", "more than"),
        ("The ministry posted a $50 million reward.", 50e6, "$", "reward", ""),
        ("The death toll rose to 1,187 on Tuesday.", 1187, "", "killed", ""),
        ("They signed a deal worth 1.2 billion euros.", 1.2e9, "€", "deal worth", ""),
        ("Around 20 lethal strikes have hit the coast.", 20, "", "lethal strike", "around"),
        ("Twenty-one people were arrested.", 21, "", "arrested", ""),
        ("Four thousand two hundred members have voted.", 4200, "", "member", ""),
        ("Three children were killed.", 3, "", "child killed", ""),
        ("The seat was held by just 412 votes.", 412, "", "majority", ""),
        ("Bus crash on the A9: 12 killed", 12, "", "killed", ""),
    ],
)
def test_figures_are_read_with_what_they_count(sentence, value, unit, counts, hedge):
    found = figures(sentence)[0]
    assert (found.value, found.unit, found.counts, found.hedge) == (value, unit, counts, hedge)
    assert found.raw in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The court met on Nov. 21 at 5:30 p.m.",
        "In 2019 the F-35B and the MQ-9 flew over Section 307.",
        "The 38-year-old won 3-1 in Covid-19 times.",
        "The match in Tarn ended 3:2 after the whistle at 12: 24.",
        "The two have been at peace since 14 May 1999.",
    ],
)
def test_dates_ages_scores_and_names_are_no_quantities(sentence):
    assert figures(sentence) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The quake killed 14 people in Ravel.", "The toll of the quake in Ravel rose to 31."),
        ("Forces carried out 20 strikes on boats.", "Forces have carried out 21 strikes on boats."),
        ("The fire burned 6,000 hectares.", "By Monday 15,000 hectares had burned."),
        (
            "Dunmore offered the dockers 4 percent more pay.",
            "Dunmore raised its offer to the dockers to 6 percent more pay.",
        ),
        (
            "Brae recalled 41,000 cribs in May.",
            "Brae widened its recall to 63,000 cribs.",
        ),
        ("The seat was won by 412 votes.", "A recount put the majority in the seat at 397."),
    ],
)
def test_a_changed_figure_is_reported(old, new):
    assert len(moved(old, new)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The quake killed 78 people.", "Nearly 80 people died in the quake."),
        ("The quake killed 78 people.", "Seventy-eight are dead after the quake."),
        ("The firm lost 1,187,000 euros.", "The firm lost 1.2 million euros."),
        ("The quake killed 78 people.", "Three children were killed in the quake."),
        ("The quake killed 78 people.", "In 1987 a quake killed 600 people here."),
        ("The quake killed 78 people.", "The quake killed 41 people, it had been said."),
        ("Shares of Brae fell 19 percent.", "Shares of Brae rose 3 percent."),
        ("Prisons hold 212 prisoners.", "The first 60 prisoners crossed the bridge."),
    ],
)
def test_roundings_parts_and_other_matters_are_no_change(old, new):
    assert moved(old, new) == []


def test_an_older_value_told_again_is_no_change():
    ledger = told("The quake killed 14 people.", "The quake killed 31 people.")
    assert changes(told("The quake killed 14 people."), ledger) == []


@given(st.integers(1, 10**7), st.sampled_from(["", "about ", "at least ", "more than "]))
def test_a_value_is_the_same_as_itself_however_hedged(value, hedge):
    first = figures(f"The flood displaced {value:,} people.")
    second = figures(f"The flood displaced {hedge}{value} people.")
    if first and second:
        assert same_value(first[0], second[0])


@given(st.text(max_size=200))
def test_no_text_breaks_reading(text):
    for found in numbers(text):
        assert 0 <= found.start < found.end <= len(text)
