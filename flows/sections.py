"""The sections of the settings: a record each, a field for every key, with its default."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseSettings:
    """Where the warehouse is and how long it keeps rows."""

    folder: str = "newsthread-data"
    keep_failures_days: int = 90
    keep_polls_days: int = 30
    keep_vectors_days: int = 0
    keep_deliveries_days: int = 365
    keep_entries_days: int = 0
    keep_texts_days: int = 0
    keep_pages_days: int = 0
    publish: str = "files"
    publish_data: str = ""
    keep_snapshots_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettings:
    """How feeds are polled."""

    batch: int = 75
    fresh_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSettings:
    """How feeds and pages are requested, and which addresses are refused."""

    contact: str = ""
    at_once: int = 64
    per_host: int = 2
    spacing_s: float = 1.0
    read_s: float = 20.0
    total_s: float = 45.0
    feed_mb: float = 15.0
    page_mb: float = 3.0
    loopback: bool = False
    private: bool = False
    robots: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractSettings:
    """How pages become articles."""

    workers: int = 2
    deadline_s: float = 10.0
    archive: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagesSettings:
    """Where fetch, extract and embed run, on how many entries at once and by which processor."""

    workers: str = "local"
    at: str = ""
    folder: str = ""
    parts: int = 2
    batch: int = 100
    device: str = "cpu"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSettings:
    """How articles become copies, stories and developments."""

    model: str = "e5"
    window_days: float = 30.0
    coefficients: str = ""
    developments: str = ""
    approximate_from: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """When and how alerts reach people."""

    zone: str = "UTC"
    attempts: int = 48
    first_retry_s: float = 30.0
    timeout_s: float = 20.0
    feeds: str = ""
    link: str = ""
    link_secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Where the page is served, and the token that every address but loopback's wants."""

    host: str = "127.0.0.1"
    port: int = 8017
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """What is logged to stderr, and in which form."""

    format: str = "text"
    level: str = "warning"
