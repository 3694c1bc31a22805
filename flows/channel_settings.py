"""A channel as a settings file or a form gives it, checked; what is said of one names no secret."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from flows.refusal import SettingsError
from pipeline.channels.sending import Channel, signing_key, webhook_address

# Controls, line ends among them, and the lone surrogates that stand for bytes that are no UTF-8.
_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def read_channel(name: str, value: Any) -> Channel:
    """A channel as a settings file gives it. Raises SettingsError, which says no address."""
    if isinstance(value, str):
        value = {"url": value}
    allowed = {f.name for f in fields(Channel)} - {"name"}
    if isinstance(value, dict) and value and set(value) <= allowed:
        return _checked_channel(Channel(name=name, **{k: str(v) for k, v in value.items()}))
    raise SettingsError(
        f'channels.{name}: give an Apprise URL, or {{webhook = "https://...", secret = "..."}}'
    )


def _checked_channel(channel: Channel) -> Channel:
    """The channel, if its addresses have the form of such. Never says them: they hold secrets."""
    for text in (channel.name, channel.url, channel.webhook, channel.secret):
        check_text(f"channels.{channel.name}", text)
    if channel.webhook:
        _check_webhook(channel)
    if channel.url and not re.match(r"(?i)[a-z][a-z0-9+.\-]*://\S", channel.url):
        raise SettingsError(
            f"channels.{channel.name}: no Apprise URL; write it as mailto://user:password@host"
        )
    if bool(channel.webhook) == bool(channel.url):
        raise SettingsError(f"channels.{channel.name}: give one of an Apprise URL and a webhook")
    return channel


def _check_webhook(channel: Channel) -> None:
    mend = "write https://example.org/path"
    if re.match(r"(?i)https?://[^/?#]*@", channel.webhook):
        raise SettingsError(
            f"channels.{channel.name}: a webhook is sent no user and password; "
            f"{mend} and a secret, or an Apprise URL, json://user:password@host"
        )
    if re.search(r"\s", channel.webhook) or not webhook_address(channel.webhook):
        raise SettingsError(f"channels.{channel.name}: the webhook is no http(s) address; {mend}")
    try:
        signing_key(channel.secret)
    except ValueError:
        raise SettingsError(
            f"channels.{channel.name}: the secret is no base64 behind whsec_; copy it whole"
        ) from None


def check_text(key: str, text: str) -> None:
    """Raise SettingsError for what no address, folder, name or header can hold; never say it."""
    if bad := _UNUSABLE.search(text):
        raise SettingsError(f"{key}: holds the character {bad[0]!a}; leave it out")
