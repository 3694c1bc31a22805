"""Values of options that several commands take, checked: languages, clocks, times, channels."""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from flows.commands.console import Refusal, now, parse_duration, parse_time

if TYPE_CHECKING:
    from flows.settings import Settings

STANDARD = Path("-")
"""Standard input or output, where a file is asked for."""

MOST = 1_000_000_000
"""The largest count that an option takes: what the warehouse's columns hold, rounded down."""

MOST_EVERY = timedelta(days=365)
"""The longest interval of a feed (chosen by hand, 2026-11): a longer one is a slip."""


def parse_since(text: str, option: str = "--since") -> datetime | None:
    """Parse a time to look back to; "" is None. Warns on stderr where it is still to come.

    Raises Refusal.
    """
    if not text:
        return None
    at = parse_time(text)
    if at > now():
        typer.echo(f"newsthread: {option} {text} is still to come; nothing is so new", err=True)
    return at


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
    from babel import Locale
    from babel.core import get_global

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
    from pipeline.alerts.tracks import KINDS

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
    import apprise

    log = logging.getLogger("apprise")
    log.disabled, before = True, log.disabled  # it would tell the URL; who asks says what is wrong
    try:
        return bool(apprise.Apprise.instantiate(url, suppress_exceptions=True))
    finally:
        log.disabled = before


def writable_file(path: Path) -> Path:
    """Give a path for a file. Raises Refusal where it is a folder, or its folder is not there."""
    if path == STANDARD:
        return path
    if path.is_dir():
        raise Refusal(f"{path}: a folder; name a file in it")
    if not path.parent.is_dir():
        raise Refusal(f"{path.parent}: no such folder; make it first, or write elsewhere")
    return path


def standard_input() -> bytes:
    """Give all of standard input. Raises Refusal where it is a terminal, which never ends."""
    if sys.stdin.isatty():
        raise Refusal("-: standard input is a terminal; pipe a file into it, or name one")
    return sys.stdin.buffer.read()
