"""Dates as feeds write them. The comment says what feedparser 6.0.14 makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds import dates
from pipeline.language.dates import english_date

NOON = datetime(2026, 2, 18, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("Wed, 18 Feb 2026 12:00:00 GMT", NOON),
        ("Wed, 18 Feb 2026 14:00:00 CEST", NOON),  # two hours late
        ("Wed, 18 Feb 2026 13:00:00 BST", NOON),  # one hour late
        ("Wed, 18 Feb 2026 17:30:00 IST", NOON),  # 5.5 hours late
        ("Wed, 18 Feb 2026 07:00:00 EST", NOON),
        ("Wed, 18 Feb 2026 21:00:00 GMT+9", NOON),  # none
        ("Wed, 18 Feb 2026 12:00:00 +0000 (UTC)", NOON),
        ("18 Feb 26 12:00 UT", NOON),
        ("Wednesday, 18-Feb-26 12:00:00 GMT", NOON),
        ("Wed Feb 18 12:00:00 2026", NOON),
        ("Wed Feb 18 12:00:00 UTC 2026", NOON),
        ("2026-02-18T12:00:00Z", NOON),
        ("2026-02-18T13:00:00.123+01:00", NOON),
        ("2026-02-18 12:00:00", NOON),
        ("2026-02-18 04:00:00 -0800", NOON),
        ("20260218T120000Z", NOON),
        ("2026/2/18 12:00", NOON),  # another day
        ("02/18/2026 12:00:00 PM", NOON),
        ("Feb 18, 2026 7:00 am EST", NOON),
        ("February 18, 2026 at 12:00 p.m.", NOON),
        ("1771416000", NOON),  # the year 1771
        ("1771416000000", NOON),
        ("18.02.2026 12:00", NOON),
        ("Qua, 18 Fev 2026 09:00:00 -0300", NOON),  # none
        ("mer, 18 feb 2026 13:00:00 +0100", NOON),
        ("18 février 2026 12:00", NOON),  # none
        ("18. Februar 2026, 12:00", NOON),
        ("18 de febrero de 2026 12:00", NOON),
        ("18 февраля 2026 12:00", NOON),
        ("2026年2月18日 12:00", NOON),
        ("18 Şubat 2026 12:00", NOON),
        ("18 فبراير 2026 12:00", NOON),
    ],
)
def test_read(raw: str, meant: datetime) -> None:
    assert dates.parse_date(raw) == meant.replace(microsecond=0)


@pytest.mark.parametrize(
    ("raw", "hour"), [("Wed, 18 Feb 2026 02:02:33 PM", 14), ("Wed, 18 Feb 2026 12:02:33 AM", 0)]
)
def test_pm_is_afternoon(raw: str, hour: int) -> None:
    found = dates.parse_date(raw)
    assert found is not None
    assert found.hour == hour


def test_the_feeds_language_decides_which_is_the_day() -> None:
    assert dates.parse_date("Fri, 05/03/2019 - 15:21", "en-us") == datetime(
        2019, 5, 3, 15, 21, tzinfo=UTC
    )
    assert dates.parse_date("Fri, 05/03/2019 - 15:21", "en-gb") == datetime(
        2019, 3, 5, 15, 21, tzinfo=UTC
    )
    assert dates.parse_date("25/03/2019 15:21") == datetime(2019, 3, 25, 15, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "soon",
        "0000-00-00",
        "0001-01-01T00:00:00Z",
        "2026-02-31",
        "Wed, 32 Feb 2026 12:00:00 GMT",
        "9" * 200_000,
        "1970-01-01T00:00:00Z",
        "99999999999999",
        "12:00",
        "Vol. 12",
    ],
)
def test_what_is_no_date_is_none(raw: str) -> None:
    assert dates.parse_date(raw) is None


@pytest.mark.parametrize(
    ("raw", "clock"),
    [
        ("Wed, 18 Feb 2026 12:24:00 +0000", (12, 24, 0)),
        ("18 Feb 2026 09:24:00 GMT", (9, 24, 0)),
        ("2026-02-18T22:24:00Z", (22, 24, 0)),
        ("18 Feb 2026 16:24:60 +0000", (16, 24, 59)),
    ],
)
def test_minute_24_is_not_the_days_end(raw: str, clock: tuple[int, int, int]) -> None:
    moment = dates.parse_date(raw)
    assert moment is not None
    assert (moment.day, moment.hour, moment.minute, moment.second) == (18, *clock)


@pytest.mark.parametrize(
    "raw",
    [
        "Wed, 18 Feb 2026 24:00:00 +0000",
        "2026-02-18T24:00:00Z",
        "20260218T240000Z",
        "18.02.2026 24:00",
    ],
)
def test_hour_24_is_the_next_days_midnight(raw: str) -> None:
    assert dates.parse_date(raw) == datetime(2026, 2, 19, tzinfo=UTC)
    assert dates.parse_date(raw.replace("24:00", "24:30").replace("2400", "2430")) != datetime(
        2026, 2, 19, tzinfo=UTC
    )


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,2} [a-zé]{3,9} [0-9]{2,4}.{0,9}"))
def test_never_raises(raw: str) -> None:
    found = dates.parse_date(raw)
    assert found is None or found.tzinfo is not None


@given(st.datetimes(datetime(1991, 1, 1), datetime(2068, 1, 1)))  # noqa: DTZ001
def test_what_is_written_by_the_standards_is_read_back(at: datetime) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    assert dates.parse_date(f"{at:%a, %d %b %Y %H:%M:%S} GMT") == at
    assert dates.parse_date(at.isoformat()) == at
    assert dates.parse_date(f"{at:%b} {at.day}, {at.year} {at:%I:%M:%S %p}") == at


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("Wed, 18 Feb 2026 12:02:00 GMT", 120), ("Wed, 18 Feb 2026 11:00:00 GMT", 0)],
)
def test_retry_after_in_both_forms(value: str, seconds: int) -> None:
    assert dates.parse_retry_after(value, "", NOON) == timedelta(seconds=seconds)
    assert dates.parse_retry_after("soon", "", NOON) is None


def test_retry_after_counts_from_the_servers_own_clock() -> None:
    date = "Wed, 18 Feb 2026 15:00:00 GMT"
    until = "Wed, 18 Feb 2026 15:01:00 GMT"
    assert dates.parse_retry_after(until, date, NOON) == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("raw", "lang", "english"),
    [
        ("18. Februar 2026, 12:00 Uhr", "de-AT", "18 Feb 2026 12:00"),
        ("18 listopada 2026", "pl", "18 Nov 2026"),
        ("18. listopada 2026", "hr", "18 Oct 2026"),  # one word, two months: the language decides
        ("2026年2月18日 下午 3時 5分", "zh", "2026-2-18 3:5 PM"),
        ("yesterday at noon", "en", ""),
        ("18 of nothing 2026", "", ""),
    ],
)
def test_a_date_in_words_is_given_in_english(raw: str, lang: str, english: str) -> None:
    assert english_date(raw, lang) == english


@pytest.mark.parametrize(
    ("lang", "raw", "wanted"),
    [
        # zones named twice, in brackets, with a sign of their own
        ("en", "Jan 5, 2026, 10:00 a.m. ET", "2026-01-05 15:00"),
        ("en", "2026-01-05 10:00:00 +0000 UTC", "2026-01-05 10:00"),
        ("en", "2026-01-05 10:00:00.000 -0500 EST", "2026-01-05 15:00"),
        ("en", "2026-01-05T10:00:00\u221205:00", "2026-01-05 15:00"),
        ("en", "2026-01-05T10:00:00+01:00[Europe/Paris]", "2026-01-05 09:00"),
        ("vi", "Thứ hai, 5/1/2026, 10:00 (GMT+7)", "2026-01-05 03:00"),
        ("ru", "05.01.2026 10:00 МСК", "2026-01-05 07:00"),
        # words between day and time, the time first
        ("de", "05.01.2026 10:00 Uhr", "2026-01-05 10:00"),
        ("de", "05.01.26 10:00", "2026-01-05 10:00"),
        ("pt", "05/01/2026 às 10h30", "2026-01-05 10:30"),
        ("fi", "5.1.2026 klo 10.00", "2026-01-05 10:00"),
        ("hu", "2026.01.05. 10:00", "2026-01-05 10:00"),
        ("fr", "1er août 2025 à 10 h 30", "2025-08-01 10:30"),
        ("en", "Updated 3:30 PM EST, Mon January 5, 2026", "2026-01-05 20:30"),
        ("en", "10:30, 05 Jan 2026", "2026-01-05 10:30"),
        # halves of the day
        ("ko", "2026.01.05. 오후 3:30", "2026-01-05 15:30"),
        ("ar", "5 يناير 2026 10:00 م", "2026-01-05 22:00"),
        ("es", "5/1/2026 10:30 p. m.", "2026-01-05 22:30"),
        # capitals without accents, months of two words, signs that are vowels, other years
        ("tr", "1 KASIM 2025", "2025-11-01 00:00"),
        ("el", "5 ΜΑΪΟΥ 2026", "2026-05-05 00:00"),
        ("ar", "5 كانون الثاني 2026", "2026-01-05 00:00"),
        ("hi", "५ जनवरी २०२६", "2026-01-05 00:00"),
        ("bn", "৫ জানুয়ারি ২০২৬", "2026-01-05 00:00"),
        ("th", "5 ม.ค. 2569", "2026-01-05 00:00"),
        ("th", "5 มี.ค. 2569", "2026-03-05 00:00"),
        ("th", "Mon, 05 Jan 2569 10:00:00 +0700", "2026-01-05 03:00"),
        ("vi", "ngày 5 tháng 1 năm 2026", "2026-01-05 00:00"),
        ("ja", "令和8年1月5日", "2026-01-05 00:00"),
    ],
)
def test_dates_as_feeds_and_pages_of_many_languages_write_them(lang, raw, wanted) -> None:
    moment = dates.parse_date(raw, lang)
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M}" == wanted


@pytest.mark.parametrize("raw", ["2026-01-05T10Z", "10.20.30.40", "1404/10/15", "5 Smarch 2026"])
def test_what_is_no_date_stays_none(raw) -> None:
    assert dates.parse_date(raw) is None
