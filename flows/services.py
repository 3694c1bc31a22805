"""Client, workers, encoder and channels, built from the settings, each when first needed."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from flows.event_loop import EventLoop
from flows.refusal import SettingsError
from flows.settings import Settings
from pipeline.alerts.links import LinkBase
from pipeline.extract import PRELOAD
from pipeline.notify import RetryPolicy
from pipeline.workers import Workers

if TYPE_CHECKING:
    from pipeline.developments.classifiers import Classifiers
    from pipeline.encoders import Encoder
    from pipeline.stories.neighbours import Neighbours
    from pipeline.stories.score import Coefficients
    from pipeline.web.client import Client, ClientSettings
    from warehouse.warehouse import Warehouse

T = TypeVar("T")


def _read_file(key: str, path: str, read: Callable[[Path], T]) -> T | None:
    """Read the file at `path`, the value of setting `key`; None for "". Raises SettingsError."""
    try:
        return read(Path(path)) if path else None
    except (OSError, ValueError) as fault:
        raise SettingsError(f"{key}: {fault}") from None


def client_settings(settings: Settings) -> ClientSettings:
    """Give the client's settings; megabytes become bytes."""
    from pipeline.web.client import ClientSettings  # noqa: PLC0415 - aiohttp

    net = settings.network
    return ClientSettings(
        contact=net.contact,
        concurrency=net.at_once,
        per_host=net.per_host,
        spacing_s=net.spacing_s,
        read_s=net.read_s,
        total_s=net.total_s,
        max_feed_bytes=int(net.feed_mb * 1e6),
        max_page_bytes=int(net.page_mb * 1e6),
        loopback=net.loopback,
        private=net.private,
        robots=net.robots,
    )


def open_warehouse(settings: Settings) -> Warehouse:
    """The warehouse in the settings' folder, publishing where they say."""
    from warehouse.lake.address import read_address  # noqa: PLC0415 - duckdb
    from warehouse.warehouse import Warehouse  # noqa: PLC0415

    keys, lake = settings.warehouse, None
    if keys.publish != "files":
        lake = read_address(keys.publish, keys.publish_data, settings.folder / "lake-data")
    return Warehouse(settings.folder, lake=lake)


def load_settings_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name, on their device; loaded once a process, in seconds.

    Raises SettingsError, with the mend, where its weights are missing or others, or torch has no
    such device here.
    """
    from pipeline.encoders import load_encoder  # noqa: PLC0415 - torch
    from pipeline.encoders.devices import DeviceError  # noqa: PLC0415

    try:
        return load_encoder(settings.place.model, settings.stages.device)
    except DeviceError as fault:
        raise SettingsError(f"stages.device: {fault}") from fault
    except RuntimeError as fault:  # its package is missing or altered: for a person to mend
        raise SettingsError(f"place.model: {fault}") from fault


class Services:
    """The client, the worker processes, the encoder and the channels of one program run.

    The client lives as long as the services, so that its politeness towards each site (spacing,
    pauses that it asked for) holds from one cycle to the next. Use as a context manager.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._loop = EventLoop()
        self._open_client: Client | None = None
        self._opening = threading.Lock()
        self._kept: dict[str, Any] = {}

    @cached_property
    def client(self) -> Client:
        """The HTTP client, on the services' own event loop."""
        from pipeline.web.client import Client  # noqa: PLC0415 - aiohttp: an import asks nobody

        with self._opening:  # several threads fetch
            if self._open_client is None:
                client = Client(client_settings(self.settings))
                self._open_client = self.wait(client.__aenter__())
        return self._open_client

    @cached_property
    def workers(self) -> Workers:
        """Processes that parse feeds and extract pages, and may be killed."""
        extract = self.settings.extract
        return Workers(
            extract.workers, deadline_s=extract.deadline_s, preload=("feedparser", *PRELOAD)
        )

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model; seconds to load, so only when there is something to embed.

        Raises SettingsError: see `load_settings_encoder`.
        """
        return load_settings_encoder(self.settings)

    @property
    def model(self) -> tuple[str, str]:
        """Name and sha256 of the encoder, without loading it: what vectors are stored under."""
        from pipeline.encoders import ENCODERS  # noqa: PLC0415

        known = ENCODERS.get(self.settings.place.model)
        if "encoder" in vars(self) or known is None:
            return self.encoder.name, self.encoder.sha256
        return known.name, replace(known, device=self.settings.stages.device).vectors_sha256

    @cached_property
    def coefficients(self) -> Coefficients:
        """Coefficients of `place`: the settings', or the shipped ones. Raises SettingsError."""
        from pipeline.stories.score import shipped_coefficients  # noqa: PLC0415

        file = self.settings.place.coefficients
        own = _read_file("place.coefficients", file, self.read_coefficients)
        return own or shipped_coefficients(self.model[1])

    def read_coefficients(self, path: Path) -> Coefficients:
        """Read a file's coefficients. Raises ValueError where they fit another encoder."""
        from pipeline.stories.score import read_coefficients  # noqa: PLC0415

        return read_coefficients(path, self.model[1])

    @cached_property
    def classifiers(self) -> Classifiers | None:
        """Coefficients of `detect`; None: the shipped ones. Raises SettingsError."""
        from pipeline.developments.classifiers import read_classifiers  # noqa: PLC0415

        return _read_file("place.developments", self.settings.place.developments, read_classifiers)

    def neighbours(self) -> Neighbours | None:
        """An index for large windows, where the settings want one. Raises SettingsError."""
        from pipeline.stories.neighbours import ApproximateNeighbours  # noqa: PLC0415

        least = self.settings.place.approximate_from
        if least and importlib.util.find_spec("usearch") is None:
            raise SettingsError(
                "place.approximate_from: usearch is not installed; "
                "pip install 'newsthread[neighbours]'"
            )
        return ApproximateNeighbours(least) if least else None

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of digests, quiet hours and times in alerts."""
        return ZoneInfo(self.settings.alerts.zone)

    @property
    def alert_links(self) -> LinkBase:
        """What alerts' links are made of: the page that serves them, and the secret."""
        alerts = self.settings.alerts
        return LinkBase(url=alerts.link, secret=alerts.link_secret)

    @property
    def retry_policy(self) -> RetryPolicy:
        """How often and how long a delivery is tried."""
        alerts = self.settings.alerts
        return RetryPolicy(
            attempts=alerts.attempts,
            first_retry_s=alerts.first_retry_s,
            timeout_s=alerts.timeout_s,
        )

    def keep(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once; it has `cancel`, and `close` for when the services end."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run the coroutine to its end on the services' event loop; several threads may."""
        return self._loop.wait(work)

    def interrupt(self, fault: BaseException) -> None:
        """Cancel what other threads wait for; where the program ends, its documents too."""
        self._loop.cancel()
        for kept in self._kept.values():
            kept.cancel()
        if not isinstance(fault, Exception) and "workers" in self.__dict__:
            self.workers.close()

    def __enter__(self) -> Services:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for kept in self._kept.values():
            kept.close()
        if self._open_client:
            self.wait(self._open_client.__aexit__(kind, fault, trace))
        if "workers" in self.__dict__:
            self.workers.close()
        self._loop.close()
