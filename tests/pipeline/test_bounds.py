"""The doors that every value from outside goes through."""
# ruff: noqa: E501 - what is written and what is read stand in one line each

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import bounds
from pipeline.plain import with_brackets_escaped

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "year", ["0001-01-01T00:00:00+05:00", "1899-12-30", "1970-01-01T00:00:00Z", "1989-12-31",
             "2031-05-05", "9999-12-31T23:59:59-11:00", "2026-02-20T12:00:00Z"],
)  # fmt: skip
def test_a_date_that_cannot_be_is_none(year: str) -> None:
    assert bounds.bounded_date(datetime.fromisoformat(year), NOW) is None


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(hours=23), -timedelta(days=9000)])
def test_a_date_within_the_bounds_is_as_it_is(ahead: timedelta) -> None:
    assert bounds.bounded_date(NOW + ahead, NOW) == NOW + ahead
    assert bounds.bounded_date((NOW + ahead).replace(tzinfo=None), NOW) == NOW + ahead


@pytest.mark.parametrize(
    "number", [1e20, -1e15, float("nan"), float("inf"), float("-inf"), 10**400, 0, 1, -1, 2**63]
)
def test_a_number_that_is_no_time_is_none(number: float) -> None:
    assert bounds.epoch_date(number, NOW) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("How should <selectedoption> work?", "How should <selectedoption> work?"),
        ("&lt;W杯&gt;日本が勝利", "<W杯>日本が勝利"),
        ("Why &lt;marquee> came back", "Why <marquee> came back"),
        ("inflation <two percent by 2027, chair says", "inflation <two percent by 2027, chair says"),
        ("Exxon<Chevron", "Exxon<Chevron"),
        ("List<String> bug", "List<String> bug"),
        ("<Video> Ferry sinks", "<Video> Ferry sinks"),
        ("<단독> 대통령 회담", "<단독> 대통령 회담"),
        ("a &amp;lt; b > c", "a < b > c"),
        ("I <3 this", "I <3 this"),
        ("<![CDATA[Mayor resigns]]>", "Mayor resigns"),
        ("<p>Ferry <b>sinks</b><br>off Kell", "Ferry sinks off Kell"),
        ("<a href='x?a=1&b=2'>U.S</a>. votes <!-- ad -->", "U.S. votes"),
        ('<amp-img src="x.jpg"></amp-img>Fire', "Fire"),
        ("Fire <img src=x onerror=alert(1)>", "Fire"),
        ("Fire <a href=\"https://x.example/cut", "Fire"),
        ("Storm</strong> nears", "Storm nears"),
        ("AT&amp;amp;amp;T", "AT&T"),
        ("?a=1&copy=2", "?a=1&copy=2"),
    ],
)  # fmt: skip
def test_only_real_markup_leaves_a_line(written: str, read: str) -> None:
    assert bounds.clean_line(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Heiz\xadung&shy;s&#173;gesetz", "Heizungsgesetz"),
        ("Ma\u200bduro &ZeroWidthSpace;leaves\ufeff", "Maduro leaves"),
        ("\u200fرئيس\u200f \u2066x\u2069", "رئيس x"),
        ("A\x00B\x07C\x85D\x9fE", "ABC DE"),
        ("می\u200cخواهند", "می\u200cخواهند"),
        ("क्\u200dष", "क्\u200dष"),
        ("ab\u200cc\u200dd", "abcd"),
        ("👨\u200d👩\u200d👧 saved", "👨\u200d👩\u200d👧 saved"),
        ("lone \ud800 half", "lone half"),
    ],
)
def test_signs_that_nobody_sees_leave_a_line(written: str, read: str) -> None:
    assert bounds.clean_line(written) == read


signs = st.text(
    st.sampled_from(
        "<>/&;=\"' abpx!-[]#1\n\t\xad\u200b\u200c\u200d\ufeff\u202eमی👨\U0001f3f4\U000e0067\ud800"
        "ÜÃÂâð€™¯\x80\x85\xa0"
    ),
    max_size=60,
)
markup = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<p", ">", "&lt;", "&amp;", "&#60;", "lt;", "<a href='", "<!--", "-->",
         "<![CDATA[", "]]>", "<script>", "</script>", "x ", "<x y=\"z\">", "&#x26;", "amp;"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(st.text() | signs | markup, st.integers(1, 80))
@example("Ü\x80¯", 80)
@example("Ü&shy;¯ Ã&nbsp;", 80)
def test_doors_leave_what_they_have_made_as_it_is(text: str, limit: int) -> None:
    for door in (bounds.clean_line, bounds.clean_text, bounds.clean_markup):
        once = door(text, limit)
        assert len(once) <= limit
        assert door(once, limit) == once
    for door in (bounds.clean_id, bounds.clean_name, bounds.clean_url, bounds.visible_text):
        assert door(door(text)) == door(text)


@settings(deadline=None)
@given(signs | markup)
def test_escaping_brackets_twice_is_escaping_once(text: str) -> None:
    once = with_brackets_escaped(text)
    assert once.count("<") <= text.count("<")


@settings(deadline=None)
@given(st.datetimes())
def test_any_date_is_within_the_bounds_or_none(moment: datetime) -> None:
    read = bounds.bounded_date(moment, NOW)
    assert read is None or bounds.EARLIEST <= read <= NOW + bounds.AHEAD
