"""Settings: a TOML file and, after a line `--- environment`, NAME=VALUE lines.

Without a file (the part before is empty) the environment stands alone.
"""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.refusal import SettingsError
from flows.settings import SECTIONS, read_settings
from tests.fuzz import bounds, seeds

KIND = "toml"
SEEDS = seeds.settings_seeds
DEADLINE_S = 0.0
MARK = b"\n--- environment\n"

_FOLDER = TemporaryDirectory(prefix="newsthread-fuzz-")
_FILE = Path(_FOLDER.name) / "newsthread.toml"


def check(data: bytes) -> None:
    """Raise what is a finding; SettingsError in one line is none."""
    text, _, rest = data.partition(MARK)
    _FILE.write_bytes(text)
    try:
        settings = read_settings(_FILE, environment_lines(rest))
    except SettingsError as refusal:
        line = str(refusal)
        bounds.require(len(line.splitlines()) == 1, "refusal has several lines", line)
        return
    for section in SECTIONS:
        record = getattr(settings, section)
        for field in fields(record):
            value = getattr(record, field.name)
            name = f"{section}.{field.name}"
            bounds.require(type(value) is type(field.default), f"{name} is of another type", value)
            if isinstance(value, str):
                check_setting(name, value)
            elif not isinstance(value, bool):
                bounds.require(math.isfinite(value), f"{name} is not finite", value)
    for channel in settings.channels:
        for field in fields(channel):
            check_setting(f"channel {field.name}", getattr(channel, field.name))


def check_setting(name: str, text: str) -> None:
    """Encodable, and without what no file's name or header can hold."""
    text.encode()
    bounds.require(not any(ord(sign) < 32 or ord(sign) == 127 for sign in text), name, text)


def environment_lines(rest: bytes) -> dict[str, str]:
    """The variables, as an operating system could hold them: no "=" in a name, no NUL.

    Bytes that are no UTF-8 become lone surrogates, as in `os.environ`.
    """
    lines = rest.replace(b"\0", b"").decode("utf-8", "surrogateescape").split("\n")
    pairs = (line.partition("=") for line in lines)
    return {name: value for name, equals, value in pairs if name and equals}
