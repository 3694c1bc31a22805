"""Adding a channel beside those of the settings, and removing one."""

from __future__ import annotations

import re

from flows.channel_settings import read_channel
from flows.channels import set_names
from flows.refusal import Refusal, SettingsError
from flows.settings import Settings
from flows.tools.values import is_apprise_url
from pipeline.bounds import MAX_NAME, clean_name
from pipeline.channels.sending import Channel
from warehouse.warehouse import Warehouse


def new_channel(settings: Settings, name: str, address: str) -> Channel:
    """The channel as it would be added: an Apprise URL, or the http(s) address of a webhook.

    Raises Refusal, which never says the address: it may hold a password.
    """
    name, address = clean_name(name), address.strip()
    if not name or "," in name or "://" in name:
        raise Refusal(f"name: write one of at most {MAX_NAME} characters, without comma or ://")
    if name in set_names(settings):
        raise Refusal(f"{name}: newsthread.toml has a channel of this name; change it there")
    kind = "webhook" if re.match(r"(?i)https?://", address) else "url"
    try:
        channel = read_channel(name, {kind: address} if address else "")
    except SettingsError as fault:
        raise Refusal(str(fault).removeprefix("channels.")) from None
    if channel.url and not is_apprise_url(channel.url):
        raise Refusal(f"{name}: Apprise cannot read this address; see its list of services")
    return channel


def remove_channel(settings: Settings, warehouse: Warehouse, name: str) -> None:
    """Take an added channel away. Raises Refusal where tracks alert to it, or it is not there."""
    if name in set_names(settings):
        raise Refusal(f"{name}: this channel is of newsthread.toml; remove it there")
    used = [track.name for track in warehouse.tracks.active() if name in track.channels]
    if used:
        more = f" and {len(used) - 1} more" if used[1:] else ""
        raise Refusal(f"{name}: alerts of {used[0]}{more} go there; change that first")
    if not warehouse.channels.remove(name):
        raise Refusal(f"{name}: no such channel was added")
