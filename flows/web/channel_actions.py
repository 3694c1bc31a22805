"""Forms of channels: add one that takes a sample, send a sample, remove one."""

from __future__ import annotations

from dataclasses import dataclass

from flows.refusal import Refusal
from flows.tools.channels import new_channel, remove_channel
from flows.web.page import NotHere
from flows.web.site import Site
from flows.web.track_actions import after, back_to
from pipeline.channels.sending import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelForm:
    """A channel to add: an Apprise URL, or the http(s) address of a webhook."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelName:
    """A channel; `story`: whose page the reader was on, "": the list's."""

    name: str
    story: str = ""


def add_channel(site: Site, form: ChannelForm) -> str:
    """Keep a channel that accepts a sample. Raises Refusal with its own words where it does not."""
    channel = new_channel(site.settings, form.name, form.address)
    _send_sample(site, channel)
    site.warehouse.channels.save(channel)
    return after("/following", "channel")


def test_channel(site: Site, form: ChannelName) -> str:
    """Send a sample alert. Raises Refusal with the channel's own words where it is refused."""
    channel = site.channels().get(form.name)
    if channel is None:
        raise NotHere(f"{form.name[:40]}: no such channel")
    _send_sample(site, channel)
    return after(back_to(form.story), "accepted")


def end_channel(site: Site, form: ChannelName) -> str:
    """Take a channel away that was added."""
    remove_channel(site.settings, site.warehouse, form.name)
    return after("/following", "channel gone")


def _send_sample(site: Site, channel: Channel) -> None:
    from flows.tools.channel_sample import send_sample  # noqa: PLC0415 - Apprise: 0.4 s

    delivery = send_sample(site.settings, channel, site.now())
    if not delivery.accepted:
        raise Refusal(f"{channel.name} refused the sample: {' '.join(delivery.detail.split())}")
