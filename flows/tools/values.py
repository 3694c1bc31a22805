"""Values that people give as text, checked: times, lengths, languages, clocks, channels.

A refusal names the value by the option of the command line; other faces leave the dashes out.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flows.refusal import Refusal
from pipeline.bounds import MAX_NAME, clean_line

if TYPE_CHECKING:
    from flows.settings import Settings

MOST_EVERY = timedelta(days=365)
"""The longest interval of a feed (chosen by hand, 2026-11): a longer one is a slip."""


def now() -> datetime:
    """Give the time, aware UTC: the one clock of commands and pages."""
    return datetime.now(UTC)


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


_LONGEST = timedelta(days=36_525)
"""A century: what is later than that no clock here can wait for."""


def parse_duration(text: str) -> timedelta:
    """Parse "90s", "5m", "2h", "1d", "1w". Raises Refusal."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhdw])", text.strip())
    try:
        length = timedelta(seconds=float(match[1]) * _UNITS[match[2]]) if match else None
    except OverflowError:
        length = None
    if not length or length > _LONGEST:
        raise Refusal(f"{text!r} is no length of time; write 90s, 5m, 2h, 1d or 1w")
    return length


def parse_time(text: str) -> datetime:
    """Parse ISO 8601 (UTC where it names no zone), or "2d" for two days ago. Raises Refusal."""
    try:
        if re.fullmatch(r"\d+(\.\d+)?[smhdw]", text.strip()):
            return now() - parse_duration(text)
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, Refusal):
        raise Refusal(f"{text!r} is no time; write 2026-03-01, 2026-03-01T12:30 or 2d") from None


def check_span(since: datetime | None, until: datetime | None) -> None:
    """Raise Refusal for a span that ends before it begins: nothing could lie in it."""
    if since and until and until <= since:
        raise Refusal(
            f"--until {until:%Y-%m-%d %H:%M} is not after --since {since:%Y-%m-%d %H:%M} (UTC); "
            "nothing lies between"
        )


def parse_interval(text: str) -> int | None:
    """Parse a feed's fixed interval to seconds; "" and "adaptive" are None. Raises Refusal."""
    if text in ("", "adaptive"):
        return None
    every = parse_duration(text)
    if not timedelta(seconds=1) <= every <= MOST_EVERY:
        raise Refusal(f"--every {text}: write 1s to {MOST_EVERY.days}d, or adaptive")
    return int(every.total_seconds())


def parse_language(text: str) -> str:
    """Give the code that articles carry, ISO 639-1 where there is one: "de" for de-AT and deu.

    Raises Refusal for what is no language of the Unicode CLDR.
    """
    from babel import Locale  # noqa: PLC0415 - only where a language is given
    from babel.core import get_global  # noqa: PLC0415

    code = text.strip().lower().replace("_", "-").partition("-")[0]
    aliases = get_global("language_aliases")
    names = Locale("en").languages
    code = str(aliases.get(code, code)).partition("_")[0]
    if re.fullmatch(r"[a-z]{2,3}", code) and code in names:
        return code
    by_name = {name.lower(): key for key, name in names.items() if len(key) == 2}
    meant = by_name.get(text.strip().lower(), "")
    raise Refusal(f"--lang {text}: no language code; write {meant or 'one such as en, de or ar'}")


def parse_clock(text: str, option: str) -> str:
    """Give a time of day as it stands, "07:30"; "" is none. Raises Refusal."""
    if text and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Refusal(f"{option} {text}: write a time of day as 07:30")
    return text


def parse_quiet(text: str) -> str:
    """Give quiet hours as "22:00-07:00"; "" are none. Raises Refusal."""
    if not text:
        return ""
    start, _, end = (part.strip() for part in text.partition("-"))
    try:
        parse_clock(start or "-", "--quiet")
        parse_clock(end or "-", "--quiet")
    except Refusal:
        raise Refusal(f"--quiet {text}: write two times of day as 22:00-07:00") from None
    if start == end:
        raise Refusal(f"--quiet {text}: begins when it ends; write it as 22:00-07:00")
    return f"{start}-{end}"


def parse_mute(text: str, zone: str) -> str:
    """Give a kind of development as it stands, or a time to come in ISO 8601 (UTC); "" is none.

    A date is midnight in `zone`, "3d" in three days. Raises Refusal.
    """
    from pipeline.alerts.tracks import KINDS  # noqa: PLC0415 - numpy and the encoders' module

    text = text.strip()
    if not text or text in KINDS:
        return text
    mend = f"write a kind ({', '.join(KINDS)}), a date such as 2026-12-01, or 3d"
    try:
        if re.fullmatch(r"\d+(\.\d+)?[smhdw]", text):
            until = now() + parse_duration(text)
        else:
            at = datetime.fromisoformat(text)
            until = (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (Refusal, ValueError, OverflowError):
        raise Refusal(f"--mute-until {text}: {mend}") from None
    if until <= now():
        raise Refusal(f"--mute-until {text} is past; {mend}")
    return until.isoformat(timespec="seconds")


def check_length(text: str, most: int, what: str) -> None:
    """Raise Refusal for a text that is longer than `most` characters; never say it whole."""
    if len(text) > most:
        raise Refusal(f"{what}: {len(text):,} characters; write at most {most:,}")


def parse_name(text: str, option: str, most: int = MAX_NAME) -> str:
    """Give a title or a name as one line. Raises Refusal for one of over `most` characters."""
    check_length(text.strip(), most, option)
    return clean_line(text, most)


def check_channels(settings: Settings) -> None:
    """Raise Refusal for a channel of the settings whose Apprise URL cannot be read."""
    for channel in settings.channels:
        if channel.url and not is_apprise_url(channel.url):
            raise Refusal(
                f"channels.{channel.name}: Apprise cannot read this URL; "
                "see its list of services for the form"
            )


def is_apprise_url(url: str) -> bool:
    """Say whether Apprise makes a service of the URL. Loads Apprise (0.4 s)."""
    import apprise  # noqa: PLC0415 - 0.4 s

    log = logging.getLogger("apprise")
    log.disabled, before = True, log.disabled  # it would tell the URL; who asks says what is wrong
    try:
        return bool(apprise.Apprise.instantiate(url, suppress_exceptions=True))
    finally:
        log.disabled = before
