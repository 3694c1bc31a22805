"""The date line at the head of a text goes; a date that the text speaks of stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from pipeline.language.date_lines import without_date_line
from pipeline.records import Article
from pipeline.stories.features import article_features

TOLD = date(2020, 6, 9)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "June 09, 2020 12:00 AM "),
        ("en", "Tuesday, June 9th, 2020 at 4:12 p.m. EDT. "),
        ("en", "June 9, 2020\n\n"),
        ("en", "June 8, 2020 11:58 PM "),
        ("en", "2020-06-09 12:00:00 "),
        ("en", "09/06/2020 | "),
        ("de", "9. Juni 2020, 12:30 Uhr "),
        ("es", "9 de junio de 2020 12:30 "),
        ("fr", "9 juin 2020 à 12:30 "),
        ("ru", "9 июня 2020, 12:30 "),
        ("ar", "9 يونيو 2020 12:30 "),
        ("ja", "2020年6月9日 12:30 "),
    ],
)
def test_a_date_line_goes_and_the_text_stays(lang: str, line: str) -> None:
    assert without_date_line(line + "UN aid reaches the port.", lang, TOLD) == (
        "UN aid reaches the port."
    )


@pytest.mark.parametrize(
    "text",
    [
        "June 9, 2020 was a quiet day in the port.",
        "June 12, 2020 7:00 PM Concert in the town hall.",  # another day: the event's own
        "9 June is a holiday.",
        "June 31, 2020 12:00 AM is no day.",
        "On June 9, 2020 at 7:00 PM the ferry sank.",
        "",
    ],
)
def test_a_date_that_the_text_speaks_of_stays(text: str) -> None:
    assert without_date_line(text, "en", TOLD) == text


def test_two_articles_of_one_minute_share_neither_day_nor_figures_by_their_date_lines() -> None:
    line = "June 09, 2020 12:00 AM "
    one = Article(
        id="1", title="Port reopens", text=line + "The port reopened after a strike.", lang="en",
        outlet="Daily", published_at=datetime(2020, 6, 9, tzinfo=UTC),
        first_seen_at=datetime(2020, 6, 9, tzinfo=UTC),
    )  # fmt: skip
    other = replace(one, id="2", title="Cranes sold", text=line + "A firm sold its cranes.")
    features = article_features([one, other])
    for name in ("days", "figures"):
        assert not len(np.intersect1d(getattr(features, name)[0], getattr(features, name)[1]))
