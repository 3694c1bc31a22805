"""Channels by name: those of the settings, and those that were added."""

from __future__ import annotations

from flows.settings import Settings
from pipeline.channels.sending import Channel
from warehouse.store import file_stamp
from warehouse.warehouse import Warehouse


def known_channels(settings: Settings, warehouse: Warehouse) -> dict[str, Channel]:
    """Channels by name; one of the settings hides one that was added by the same name."""
    known = {channel.name: channel for channel in settings.channels}
    added = warehouse.channels.all() if file_stamp(warehouse.store.news_path) else []
    return known | {channel.name: channel for channel in added if channel.name not in known}


def set_names(settings: Settings) -> set[str]:
    """Names of the settings' own channels."""
    return {channel.name for channel in settings.channels}
