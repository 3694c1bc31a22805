"""The one reader of configuration: newsthread.toml, then NEWSTHREAD_* from the environment.

Every key with its unit, default and reason stands in deploy/newsthread.example.toml; a test keeps
that file and these fields equal. `NEWSTHREAD_SETTINGS` names another file, `NEWSTHREAD_POLL_BATCH`
overrides `[poll] batch`, `NEWSTHREAD_CHANNEL_DESK=mailto://...` adds the channel `desk`.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.channel_settings import check_text, read_channel
from flows.refusal import SettingsError
from flows.sections import (
    AlertSettings,
    ExtractSettings,
    LogSettings,
    NetworkSettings,
    PlaceSettings,
    PollSettings,
    StagesSettings,
    WarehouseSettings,
    WebSettings,
)
from pipeline.channels.sending import Channel
from pipeline.encoders.devices import is_device
from pipeline.encoders.registry import ENCODERS

__all__ = [
    "SECTIONS",
    "AlertSettings",
    "ExtractSettings",
    "LogSettings",
    "NetworkSettings",
    "PlaceSettings",
    "PollSettings",
    "Settings",
    "SettingsError",
    "StagesSettings",
    "WarehouseSettings",
    "WebSettings",
    "is_zone",
    "read_settings",
]

FILE = Path("newsthread.toml")
PREFIX = "NEWSTHREAD_"
_MOST = 1_000_000  # days, seconds, megabytes, feeds: chosen by hand (2026-11) to refuse slips
_MOST_OF = {"web.port": 65_535}
_CHOICES = {
    "stages.workers": ("local", "prefect", "dask"),
    "log.format": ("text", "json"),
    "log.level": ("debug", "info", "warning", "error"),
}
_MAY_BE_ZERO = {
    "warehouse.keep_failures_days",
    "warehouse.keep_polls_days",
    "warehouse.keep_vectors_days",
    "warehouse.keep_deliveries_days",
    "warehouse.keep_entries_days",
    "warehouse.keep_texts_days",
    "warehouse.keep_pages_days",
    "warehouse.keep_snapshots_days",
    "network.spacing_s",
    "place.approximate_from",
    "alerts.first_retry_s",
}
_PATHS = {  # in which ~ is the user's home, as in a shell
    "warehouse.folder",
    "warehouse.publish_data",
    "extract.archive",
    "stages.folder",
    "place.coefficients",
    "place.developments",
    "alerts.feeds",
}
_SQLITE = "ducklake:sqlite:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All configuration. `source` is the file read, None for defaults and environment alone."""

    warehouse: WarehouseSettings = field(default_factory=WarehouseSettings)
    poll: PollSettings = field(default_factory=PollSettings)
    network: NetworkSettings = field(default_factory=NetworkSettings)
    extract: ExtractSettings = field(default_factory=ExtractSettings)
    stages: StagesSettings = field(default_factory=StagesSettings)
    place: PlaceSettings = field(default_factory=PlaceSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    web: WebSettings = field(default_factory=WebSettings)
    log: LogSettings = field(default_factory=LogSettings)
    channels: tuple[Channel, ...] = ()
    source: Path | None = None

    @property
    def folder(self) -> Path:
        """The warehouse's folder: news.duckdb, vectors.duckdb, public.duckdb."""
        return Path(self.warehouse.folder)

    def at(self, folder: Path | None) -> Settings:
        """Give these settings with another warehouse folder; None: the same."""
        if folder is None:
            return self
        return replace(self, warehouse=replace(self.warehouse, folder=str(folder)))


SECTIONS = {
    f.name: cast(type, f.default_factory)
    for f in fields(Settings)
    if f.default_factory is not MISSING
}
"""Section name -> the record of its keys."""


def read_settings(
    path: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Read the file (`path`, else NEWSTHREAD_SETTINGS, else ./newsthread.toml if there), then env.

    Raises SettingsError, one line, for a file that is not there or not TOML, an unknown section
    or key, or a value of the wrong type.
    """
    env = os.environ if environment is None else environment
    named = env.get(f"{PREFIX}SETTINGS", "")
    source = path or (Path(named) if named else FILE if FILE.exists() else None)
    variables: dict[str, str] = {}
    try:
        return _settings_of(source, env, variables)
    except SettingsError as fault:
        if variable := variables.get(str(fault).partition(": ")[0]):
            raise SettingsError(f"{fault} ({variable})") from None
        raise


def _settings_of(
    source: Path | None, env: Mapping[str, str], variables: dict[str, str]
) -> Settings:
    """The settings; `variables` gets `section.key` -> the variable that gave its value."""
    table = _read_toml(source) if source else {}
    for name, section, key, value in _from_environment(env):
        _check_known(name, section, key)
        if isinstance(keys := table.setdefault(section, {}), dict):
            keys[key] = value
            variables[f"{section}.{key}"] = name
    channels = _channels(table.pop("channels", {}), source)
    for name in table:
        _check_known(source, name)
    sections = {name: _section(name, table.get(name, {}), source) for name in SECTIONS}
    settings = Settings(**sections, channels=channels, source=source)
    _check_zone(settings.alerts.zone)
    if settings.place.model not in ENCODERS:
        models = " or ".join(ENCODERS)
        raise SettingsError(
            f"place.model: {settings.place.model[:80]!r} is no model; write {models}"
        )
    _check_device(settings.stages.device)
    _check_link(settings.alerts.link)
    _check_publish(settings.warehouse.publish)
    return settings


def _read_toml(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))  # editors may mark it
    except FileNotFoundError:
        raise SettingsError(f"{source}: no such settings file") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{source}: not UTF-8; save it as UTF-8") from None
    except (OSError, ValueError, RecursionError) as fault:  # also numbers of 5,000 digits
        raise SettingsError(f"{source}: cannot be read as TOML: {fault}") from None


def _from_environment(env: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (name, section, key, value) of NEWSTHREAD_SECTION_KEY and NEWSTHREAD_CHANNEL_NAME."""
    for name, value in env.items():
        section, _, key = name.removeprefix(PREFIX).lower().partition("_")
        if not name.startswith(PREFIX) or section == "settings":
            continue
        yield name, ("channels" if section == "channel" else section), key, value


def _check_known(source: Path | str | None, section: str, key: str | None = None) -> None:
    """Raise SettingsError, which names the file or variable, for what no section or key is."""
    said = source or "environment"
    if section == "channels":
        return
    if section not in SECTIONS:
        known = [*SECTIONS, "channels"]
        raise SettingsError(f"{said}: unknown section [{section}]{_suggestion(section, known)}")
    keys = [f.name for f in fields(SECTIONS[section])]
    if key is not None and key not in keys:
        raise SettingsError(f"{said}: unknown key {section}.{key}{_suggestion(key, keys)}")


def _section(name: str, values: Any, source: Path | None) -> Any:
    kind = SECTIONS[name]
    _check_section(name, values, source)
    types = {f.name: type(f.default) for f in fields(kind)}
    for key in values:
        _check_known(source, name, key)
    return kind(**{k: _typed_value(f"{name}.{k}", v, types[k]) for k, v in values.items()})


def _check_section(name: str, values: Any, source: Path | None) -> None:
    if not isinstance(values, dict):
        raise SettingsError(f"{source or 'environment'}: [{name}] must be a section, not a value")


def _typed_value(key: str, value: Any, kind: type) -> Any:
    """`value` as `kind`; environment values arrive as text. Raises SettingsError."""
    if isinstance(value, kind) and not (kind is not bool and isinstance(value, bool)):
        return _checked_value(key, value)
    if kind is bool and str(value).lower() in {"true", "1", "yes", "false", "0", "no"}:
        return str(value).lower() in {"true", "1", "yes"}
    if kind in (int, float) and not isinstance(value, bool):
        try:
            number = kind(value)
        except (TypeError, ValueError, OverflowError):
            pass
        else:
            if not isinstance(value, float) or number == value:  # 80.7 is no whole number
                return _checked_value(key, number)
    raise SettingsError(f"{key}: {value!r} is not of type {kind.__name__}")


def _checked_value(key: str, value: Any) -> Any:
    """`value`, if it is in its key's range or among its choices. Raises SettingsError."""
    if isinstance(value, str):
        check_text(key, value)
        value = _expanded(key, value)
    if value not in _CHOICES.get(key, (value,)):
        raise SettingsError(f"{key}: {value!r} is none of {', '.join(_CHOICES[key])}")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        least = "0" if key in _MAY_BE_ZERO else "above 0"
        most = _MOST_OF.get(key, _MOST)
        if not 0 <= value <= most or (value == 0 and key not in _MAY_BE_ZERO):
            raise SettingsError(f"{key}: {value} is out of range, {least} to {most:,}")
    return value


def _expanded(key: str, text: str) -> str:
    """A path that begins with ~ from the user's home; other texts as they are."""
    if key == "warehouse.publish" and text.startswith(_SQLITE):
        return _SQLITE + os.path.expanduser(text.removeprefix(_SQLITE))  # noqa: PTH111 - no error
    return os.path.expanduser(text) if key in _PATHS else text  # noqa: PTH111 - no home: as it is


def _channels(values: Any, source: Path | None) -> tuple[Channel, ...]:
    _check_section("channels", values, source)
    return tuple(read_channel(name, value) for name, value in sorted(values.items()))


def _check_zone(zone: str) -> None:
    if not is_zone(zone):
        raise SettingsError(f"alerts.zone: {zone[:80]!r} is no time zone, e.g. Europe/Berlin")


def is_zone(name: str) -> bool:
    """Whether it names a time zone of this machine's; any text."""
    if len(name) > _LONGEST_ZONE:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Europe" is a folder
        return False
    return True


_LONGEST_ZONE = 100
"""Characters; IANA's longest has 32. `zoneinfo` imports a package for each slash, one inside the
other."""


def _check_device(device: str) -> None:
    if not is_device(device):
        raise SettingsError(f"stages.device: {device[:80]!r} is no device; write cpu, cuda or mps")


def _check_link(link: str) -> None:
    if link and not link.startswith(("http://", "https://")):
        raise SettingsError(f"alerts.link: {link!r} is no web address, e.g. https://example.org")


def _check_publish(publish: str) -> None:
    if not re.match("files$|ducklake:(sqlite|postgres):.", publish):
        raise SettingsError(
            "warehouse.publish: write files, ducklake:sqlite:PATH or ducklake:postgres:DSN"
        )


def _suggestion(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f", did you mean {close[0]}?" if close else f"; known: {', '.join(known)}"
