"""Channels that were added: kept by name, and shown in no view."""

from __future__ import annotations

from pipeline.channels.sending import Channel
from warehouse.channels import Channels


def test_a_channel_is_kept_given_another_address_and_removed(house):
    channels = Channels(house.store)
    channels.save(Channel(name="phone", url="ntfy://a-topic"))
    hook = Channel(name="phone", webhook="https://example.org/x", secret="whsec")
    channels.save(hook)
    channels.save(Channel(name="desk", url="json://127.0.0.1/"))
    assert [channel.name for channel in channels.all()] == ["desk", "phone"]
    assert channels.all()[1] == hook
    assert channels.remove("phone") and not channels.remove("phone")
    assert [channel.name for channel in channels.all()] == ["desk"]


def test_addresses_stay_out_of_the_published_copy(house):
    house.channels.save(Channel(name="phone", url="ntfy://hidden-topic"))
    house.publish()
    assert b"hidden-topic" not in house.public_path.read_bytes()
    tables = house.sql.query("SELECT table_name FROM duckdb_tables()").rows
    assert "channels" not in {name for (name,) in tables}
