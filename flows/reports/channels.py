"""The channels: where they go, what they take, and what became of the last deliveries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flows.channels import known_channels, set_names
from pipeline.channels.rules import service_rules
from pipeline.channels.sending import Channel, apprise_service
from warehouse.errors import WarehouseError
from warehouse.store import file_stamp
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from flows.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDeliveries:
    """What became of a channel's alerts; times in UTC, None where there was none."""

    waiting: int = 0
    delivered: int = 0
    given_up: int = 0
    delivered_at: datetime | None = None
    refused_at: datetime | None = None
    refusal: str = ""  # the last one's words

    @property
    def open_refusal(self) -> str:
        """Why alerts were given up, where nothing has been accepted since; else ""."""
        if not self.given_up or self.refused_at is None:
            return ""
        mended = self.delivered_at is not None and self.delivered_at > self.refused_at
        return "" if mended else self.refusal or "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelStatus:
    """A channel; its address without passwords and tokens."""

    name: str
    kind: str  # "webhook", or Apprise's name of the service; "" where the address is not readable
    address: str
    limit: int  # of one message; 0: none
    unit: str  # what `limit` counts
    added: bool = False  # by page or command; else of the settings, or a track's address
    deliveries: ChannelDeliveries = field(default_factory=ChannelDeliveries)


def list_channels(settings: Settings, warehouse: Warehouse) -> tuple[ChannelStatus, ...]:
    """The channels of the settings, those that were added, those that tracks gave by address."""
    deliveries, named = deliveries_by_channel(warehouse), known_channels(settings, warehouse)
    added = named.keys() - set_names(settings)
    others = {name: Channel(name=name, url=name) for name in deliveries if "://" in name}
    return tuple(
        replace(
            _status(channel),
            added=name in added,
            deliveries=deliveries.get(name, ChannelDeliveries()),
        )
        for name, channel in (named | {k: v for k, v in others.items() if k not in named}).items()
    )


def deliveries_by_channel(warehouse: Warehouse) -> dict[str, ChannelDeliveries]:
    """By channel, as the outbox has it; nothing where there is no warehouse yet."""
    if not file_stamp(warehouse.store.news_path):
        return {}
    rows = warehouse.outbox.channels()
    return {row.pop("channel"): ChannelDeliveries(**row) for row in rows}


DEAD_LETTER_DAYS = 7
"""Days for which a channel that gave alerts up is something to mend; chosen by hand (2026-11)."""


def dead_letter_lines(settings: Settings, now: datetime) -> dict[str, str]:
    """By channel: how many alerts were given up and why, where that is of the last days and nothing
    was accepted since."""
    try:
        deliveries = deliveries_by_channel(Warehouse(settings.folder, wait_s=5))
    except WarehouseError:
        return {}  # another finding's matter
    return {
        name: f"{one.given_up} alert(s) given up, the last: {one.open_refusal}; see `newsthread "
        "alerts`, then `newsthread channels test`"
        for name, one in deliveries.items()
        if one.open_refusal
        and one.refused_at
        and one.refused_at > now - timedelta(days=DEAD_LETTER_DAYS)
    }


def _status(channel: Channel) -> ChannelStatus:
    if channel.webhook:
        site = urlsplit(channel.webhook)
        address = f"{site.scheme}://{site.hostname or ''}" + (f":{site.port}" if site.port else "")
        hidden = "/…" if site.path.strip("/") or site.query else ""
        return _record(channel, "webhook", address + hidden, 0, "")
    service = apprise_service(channel)
    if service is None:
        scheme = channel.url.partition("://")[0]
        return _record(channel, "", f"{scheme}://… (Apprise cannot read it)", 0, "")
    rules = service_rules(service)
    address = str(service.url(privacy=True)).partition("?")[0]
    return _record(channel, str(service.service_name), address, rules.limit, rules.unit)


def _record(channel: Channel, kind: str, address: str, limit: int, unit: str) -> ChannelStatus:
    name = channel.name.partition("://")[0] if "://" in channel.name else channel.name
    values: dict[str, Any] = {"name": name, "kind": kind, "address": address}
    return ChannelStatus(**values, limit=limit, unit=unit if limit else "")
