"""Where a sentence's event lies on its story's line of time."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.developments.specifics import read_sentence
from pipeline.developments.timeline import TIMELINE, timeline

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)  # a Thursday
TOLD = (NOW - timedelta(days=9), NOW - timedelta(days=3))  # 24 February and Monday 2 March


def named(sentence, at=NOW, told=TOLD):
    columns = timeline([read_sentence(sentence)], at, told)
    assert set(columns) == set(TIMELINE)
    return {name for name, column in columns.items() if column[0]}


@pytest.mark.parametrize(
    ("sentence", "columns"),
    [
        ("Police arrested the captain on Wednesday.", {"day_after"}),
        ("Police arrested the captain today.", {"day_after"}),
        ("The ferry sank on Monday.", {"day_same"}),
        ("The ferry left on 27 February.", {"day_between"}),
        ("The ferry was laid up on 3 January.", {"day_before", "day_old"}),
        ("The yard built it in 1988.", {"day_before", "day_old"}),
        ("A ferry sank there two years ago.", {"day_before", "day_old"}),
        ("A hearing is set for next week.", {"day_after", "day_ahead"}),
        ("The captain said nothing.", {"day_none"}),
    ],
)
def test_days_are_measured_from_what_the_story_has_told(sentence, columns):
    assert named(sentence) == columns


def test_the_latest_of_several_days_that_have_come_decides():
    assert named("Arrested on Wednesday, he had left on 3 January.") == {"day_after", "day_old"}


def test_without_a_date_only_words_such_as_today_tell_a_day():
    assert named("It sank on Monday.", at=None, told=()) == {"day_none"}
    assert named("It sank today.", at=None, told=()) == {"day_after"}


def test_a_modal_is_no_month():
    assert named("It may 5 times have sunk.") == {"day_none"}
