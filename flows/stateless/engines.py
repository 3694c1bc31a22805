"""Dask and Prefect as finders of workers, and the stages that the settings ask for."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from flows.refusal import SettingsError
from flows.stateless.files import exists, read_file
from flows.stateless.local import LocalStages, StatelessStages
from flows.stateless.remote import Engine, RemoteStages
from flows.stateless.work import run_part

if TYPE_CHECKING:
    from flows.services import Services
    from flows.settings import Settings

TRIES: Final = 4
"""Workers that may be lost over one part before it is given up: it may be what kills them."""

SILENT_S: Final = 45.0
"""Seconds without a sign of life after which a part is given to another worker; a worker gives one
every three. Both chosen by hand (2026-11)."""


def stateless_stages(services: Services) -> StatelessStages:
    """The stages where the settings have them run. Raises SettingsError."""
    if services.settings.stages.workers == "local":
        return LocalStages(services)
    stages: RemoteStages = services.keep(
        "stateless", lambda: RemoteStages(services, _engine(services.settings))
    )
    return stages


def _engine(settings: Settings) -> Engine:
    keys = settings.stages
    for key, value in (("at", keys.at), ("folder", keys.folder)):
        if not value:
            raise SettingsError(f"stages.{key}: needed where stages.workers is {keys.workers!r}")
    if keys.workers == "dask":
        return DaskEngine(keys.at)
    from flows.stateless.prefect_flow import PrefectEngine  # noqa: PLC0415 - prefect

    return PrefectEngine(keys.at)


class DaskEngine:
    """The workers of a Dask cluster; Dask itself gives a lost worker's part to another."""

    def __init__(self, address: str) -> None:
        if importlib.util.find_spec("distributed") is None:
            raise SettingsError(
                "stages.workers: dask is not installed; pip install 'newsthread[dask]'"
            )
        distributed: Any = importlib.import_module("distributed")
        try:
            self._client = distributed.Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as fault:
            raise SettingsError(f"stages.at: no Dask scheduler at {address} ({fault})") from None
        self._under_way: dict[str, Any] = {}  # of all threads

    def map(self, references: Sequence[str]) -> None:
        """Run every part; raises what Dask raises where none of several workers survived one."""
        futures = {
            reference: self._client.submit(run_part, reference, key=reference, pure=False)
            for reference in references
        }
        self._under_way |= futures
        try:
            self._client.gather(list(futures.values()))
        finally:
            for reference in references:
                self._under_way.pop(reference, None)

    def cancel(self) -> None:
        """Let go of what is under way."""
        self._client.cancel(list(self._under_way.values()))

    def close(self) -> None:
        """Leave the cluster, which is not ours, as it is."""
        self._client.close()


class Watch:
    """Whether a part is done, and whether its worker still gives signs of life."""

    def __init__(self, reference: str) -> None:
        self._reference, self._beat, self._seen = reference, None, time.monotonic()

    def done(self) -> bool:
        """Whether the result is there."""
        return exists(f"{self._reference}.out")

    def silent(self) -> bool:
        """Whether it was begun, and no sign came for `SILENT_S`."""
        try:
            beat = read_file(f"{self._reference}.begun")
        except FileNotFoundError:
            return False
        if beat != self._beat:
            self._beat, self._seen = beat, time.monotonic()
        return time.monotonic() - self._seen > SILENT_S
