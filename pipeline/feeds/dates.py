"""When it was published: dates as feeds write them, to aware UTC.

feedparser 6.0.14 silently reads CEST, BST and IST as UTC, ignores PM, makes 1 November of
`2020/1/10` and gives up on 7 % of real dates; so this module reads them itself, most specific form
first, and then looks for a month's name in the big languages (`pipeline.language.dates`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from pipeline.bounds import bounded_date, epoch_date
from pipeline.language.dates import english_date, plain_date
from pipeline.language.load import load_language

_MAX_RAW = 200  # characters; a pubDate of 200 KB of digits was one of the hostile inputs

# Hours from UTC. Where one name means several zones, the one that news feeds use: BST is British
# Summer Time, IST India, CST/EST/PST/MST North American. After RFC 822 and the IANA database.
_ZONES: dict[str, float] = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "IST": 5.5, "CET": 1,
    "CEST": 2, "MET": 1, "MEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4,
    "TRT": 3, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "NST": -3.5, "NDT": -2.5,
    "ET": -5, "CT": -6, "MT": -7, "PT": -8, "BRT": -3, "BRST": -2, "ART": -3, "CLT": -4,
    "CLST": -3, "COT": -5, "PET": -5, "VET": -4, "BOT": -4, "UYT": -3, "PYT": -4, "JST": 9,
    "KST": 9, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "AWST": 8, "ACST": 9.5, "ACDT": 10.5,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "WIB": 7, "WITA": 8, "WIT": 9, "ICT": 7,
    "PKT": 5, "NPT": 5.75, "MMT": 6.5, "SAST": 2, "EAT": 3, "CAT": 2, "WAT": 1, "IRST": 3.5,
    "IRDT": 4.5, "GST": 4, "AZT": 4, "UZT": 5, "IDT": 3,
}  # fmt: skip
_MONTHS = load_language().dates.month_numbers  # RFC 822 and most others write English

_TIME = (
    r"(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<ap>[ap])\.?\s?m\b\.?)?"
)
_ZONE = (  # "+0100", "GMT+1", "CET"; "+0000 UTC", "+01:00[Europe/Paris]", "-0500 (EST)"
    r"\s*(?P<z>(?:UTC|GMT)?\s*[+-]\d{1,2}:?(?:\d{2})?|[A-Z]{1,5}\b)?"
    r"(?:\s+[A-Z]{3,5}\b)?(?:\s*[(\[][^)\]]*[)\]])?"
)
_FORMS = tuple(
    re.compile(form + r"\s*$", re.IGNORECASE)
    for form in (
        # 2026-02-18T09:10:11.5+01:00   2026/2/18 9:10 PM   20260218T091011Z
        rf"\s*(?P<y>\d{{4}})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})\.?(?:[T\s,]*{_TIME}{_ZONE})?",
        r"\s*(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:T?(?P<h>\d{2}):?(?P<mi>\d{2}):?(?P<s>\d{2})?"
        rf"{_ZONE})?",
        # Wed, 18 Feb 2026 09:10:11 CEST   18-Feb-26 09:10   18 February 2026
        r"\s*(?:[a-z]{2,10}\.?,?\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s.-]+(?P<mon>[a-z]{3,9})\.?,?[\s.-]+"
        rf"(?P<y>\d{{4}}|\d{{2}})(?:[\s,T-]+{_TIME}{_ZONE})?",
        # Wed Feb 18 09:10:11 UTC 2026   (asctime, with or without zone)
        rf"\s*(?:[a-z]{{3,10}},?\s+)?(?P<mon>[a-z]{{3,9}})\.?\s+(?P<d>\d{{1,2}})\s+{_TIME}{_ZONE}\s+(?P<y>\d{{4}})",
        # February 18, 2026 9:10 pm EST   Wed, February 18 2026 - 21:10
        r"\s*(?:[a-z]{3,10},?\s+)?(?P<mon>[a-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"
        rf"(?:[\s,-]+(?:at\s+)?{_TIME}{_ZONE})?",
        # 18.02.2026 09:10   Fri, 05/03/2019 - 15:21
        rf"\s*(?:[a-z]{{2,10}}\.?,?\s+)?(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}|(?<=[./])\d{{2}})"
        rf"(?:[\s,-]+{_TIME}{_ZONE})?",
    )
)
_BUDDHIST = range(2500, 2700)  # years as Thailand counts them
_EPOCH = re.compile(r"\s*-?\d{9,13}(?:\.\d+)?\s*$")
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")
_FIXES = (
    # "10:00 (GMT+7)": a zone, unless one stands before it
    (re.compile(r"(?<=:\d\d)\s*\(((?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?)\)"), r" \1"),
    (re.compile(r"\s+(?=[ap]\.?m\.?\b)", re.IGNORECASE), " "),
    (re.compile(r"(\d):(\d{2}):60\b"), r"\1:\2:59"),  # leap second
)


def parse_date(raw: str, lang: str = "") -> datetime | None:
    """The moment that `raw` names, aware UTC; None when it names none after 1990.

    A date without a zone is taken as UTC, a day without a time as its midnight. `lang` (ISO 639-1,
    "en-us") decides between 5 March and 3 May where both are possible.
    """
    raw = plain_date(" ".join(raw[:_MAX_RAW].split()))
    if not any(c.isdigit() for c in raw):
        return None
    moment = _parse_forms(raw, lang) or _parse_epoch(raw)
    if moment is None and (rewritten := english_date(raw, lang)):
        moment = _parse_forms(rewritten, lang)
    return bounded_date(moment)


def _parse_epoch(raw: str) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    return epoch_date(float(raw)) if _EPOCH.match(raw) else None


def _parse_forms(raw: str, lang: str) -> datetime | None:
    for pattern, mended in _FIXES:
        raw = pattern.sub(mended, raw)
    for form in _FORMS:
        if match := form.match(raw):
            moment = _moment_from_groups(match.groupdict(), lang)
            if moment is not None:
                return moment
    return None


def _moment_from_groups(part: dict[str, str | None], lang: str) -> datetime | None:
    """The moment that a form's groups make; None when they make none."""
    date = _date_from_groups(part, lang)
    zone = _parse_zone(part.get("z"))
    if date is None or zone is None:
        return None
    year, month, day = date
    hour = int(part.get("h") or 0)
    if (half := part.get("ap")) and hour <= 12:
        hour = hour % 12 + (12 if half in "pP" else 0)
    minute, second = int(part.get("mi") or 0), int(part.get("s") or 0)
    days_end = timedelta(hours=24 if (hour, minute, second) == (24, 0, 0) else 0)
    hour = 0 if days_end else hour
    return _valid_moment(
        lambda: (
            datetime(year, month, day, hour, minute, second, tzinfo=zone) + days_end
        ).astimezone(UTC)
    )


def _date_from_groups(part: dict[str, str | None], lang: str) -> tuple[int, int, int] | None:
    year = int(part["y"] or 0)
    if len(part["y"] or "") == 2:
        year += 2000 if year < 70 else 1900
    if year in _BUDDHIST:
        year -= 543
    if part.get("mon"):
        month = _MONTHS.get((part["mon"] or "").lower())
        return None if month is None else (year, month, int(part["d"] or 0))
    if part.get("a"):
        first, second = int(part["a"] or 0), int(part["b"] or 0)
        day_first = part["sep"] == "." or first > 12 or not _month_first(lang)
        return (year, second, first) if day_first and second <= 12 else (year, first, second)
    return year, int(part["m"] or 0), int(part["d"] or 0)


def _month_first(lang: str) -> bool:
    """Whether 05/03 is 3 May: in the United States, and in English that does not say whose."""
    return lang.lower() in ("", "en", "en-us", "en_us")


def _parse_zone(name: str | None) -> timezone | None:
    """UTC for no zone; None for a name that is not known."""
    if not name:
        return UTC
    name = "".join(name.split()).upper()
    if offset := _OFFSET.search(name):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes > 15 * 60:
            return None
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    if name not in _ZONES:
        return None
    return timezone(timedelta(hours=_ZONES[name]))


def _valid_moment(make: object) -> datetime | None:
    try:
        return make()  # type: ignore[operator, no-any-return]
    except (ValueError, OverflowError, OSError):
        return None


def parse_retry_after(value: str, date: str, now: datetime) -> timedelta | None:
    """Retry-After in both forms (RFC 9110, 10.2.3): seconds, or a date; None when it is neither.

    A date counts from the answer's own Date, so that a wrong clock there does no harm.
    """
    value = value.strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return timedelta(seconds=float(value))
    until = parse_date(value) if value else None
    if until is None:
        return None
    return max(until - (parse_date(date) or now), timedelta(0))
