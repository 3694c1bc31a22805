"""Values of options that several commands take, checked: languages, clocks, times, channels."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import typer

from flows.refusal import Refusal
from flows.tools.values import (
    check_channels,
    check_span,
    is_apprise_url,
    now,
    parse_clock,
    parse_interval,
    parse_language,
    parse_mute,
    parse_name,
    parse_quiet,
    parse_time,
)

__all__ = [
    "MOST", "STANDARD", "check_channels", "check_span", "is_apprise_url", "parse_clock",
    "parse_interval", "parse_language", "parse_mute", "parse_name", "parse_quiet", "parse_since",
    "standard_input", "writable_file",
]  # fmt: skip

STANDARD = Path("-")
"""Standard input or output, where a file is asked for."""

MOST = 1_000_000_000
"""The largest count that an option takes: what the warehouse's columns hold, rounded down."""


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
