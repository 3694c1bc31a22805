"""A sample alert sent to a channel, so that a person sees whether it arrives."""

from __future__ import annotations

from datetime import datetime

from flows.services import Services
from flows.settings import Settings
from pipeline.alerts.sample import sample_alert
from pipeline.notify import Channel, send_message
from pipeline.records import Delivery


def send_sample(settings: Settings, channel: Channel, now: datetime) -> Delivery:
    """Send it by the settings' time zone and patience; give the delivery, accepted or not."""
    with Services(settings) as services:
        alert = sample_alert(channel.name, now, services.zone)
        policy = services.retry_policy
        (delivery,) = send_message([alert], {channel.name: channel}, now, policy=policy)
    return delivery
