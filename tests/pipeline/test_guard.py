"""Which addresses may be dialled. The second server must see no connection, whatever is tried."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from loopback import Answer, Loopback

from pipeline.reasons import Reason
from pipeline.records import Failure
from pipeline.web.client import Client, ClientSettings, Response
from pipeline.web.guard import Guard, RefusedError

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
ONLY_ONE = ClientSettings(networks=("127.0.0.1/32",), spacing_s=0, connect_s=2)


class Names(AbstractResolver):
    """Answers names from a table: each look-up takes the next address of the name."""

    def __init__(self, **names: list[str]) -> None:
        self.names = {name.replace("_", "."): addresses for name, addresses in names.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        addresses = self.names[host]
        address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)
        ]

    async def close(self) -> None:
        pass


@pytest.fixture
async def allowed() -> AsyncIterator[Loopback]:
    async with Loopback() as server:
        yield server


@pytest.fixture(params=["127.0.0.2", "::1"])
async def forbidden(request: pytest.FixtureRequest) -> AsyncIterator[Loopback]:
    """The target that nobody may reach; it would answer, if it were asked."""
    async with Loopback({"": Answer(b"secret")}, host=request.param) as server:
        yield server


async def refused(
    url: str,
    settings: ClientSettings = ONLY_ONE,
    reasons: tuple[str, ...] = (Reason.REFUSED_ADDRESS,),
    **names: list[str],
) -> None:
    async with Client(settings, resolver=Names(**names) if names else None) as client:
        answer = await client.get(url, now=NOW)
    assert isinstance(answer, Failure)
    assert answer.reason in reasons, answer


async def test_a_literal_is_refused(forbidden: Loopback) -> None:
    await refused(forbidden.url())
    assert forbidden.connections == 0


async def test_a_name_is_refused(forbidden: Loopback) -> None:
    await refused(forbidden.url(host="paper.example"), paper_example=[forbidden.host])
    assert forbidden.connections == 0


async def test_a_redirect_to_a_literal_is_refused(allowed: Loopback, forbidden: Loopback) -> None:
    allowed.routes["/"] = Answer(status=302, headers={"Location": forbidden.url()})
    await refused(allowed.url())
    assert (allowed.connections, forbidden.connections) == (1, 0)


async def test_a_redirect_to_a_name_is_refused(allowed: Loopback, forbidden: Loopback) -> None:
    target = forbidden.url(host="inside.example")
    allowed.routes["/"] = Answer(status=308, headers={"Location": target})
    await refused(
        allowed.url(host="paper.example"),
        paper_example=["127.0.0.1"],
        inside_example=[forbidden.host],
    )
    assert (allowed.connections, forbidden.connections) == (1, 0)


async def test_a_name_that_changes_its_address_is_refused(
    allowed: Loopback, forbidden: Loopback
) -> None:
    """DNS rebinding: first the harmless address, then, for the next connection, the other."""
    back = Answer(status=302, headers={"Location": f"http://paper.example:{forbidden.port}/x"})
    allowed.routes["/"] = back
    await refused(allowed.url(host="paper.example"), paper_example=["127.0.0.1", forbidden.host])
    assert forbidden.connections == 0


@pytest.mark.parametrize(
    "host",
    [
        "2130706434",  # 127.0.0.2 as one number
        "0x7f000002",
        "0177.0.0.2",
        "127.2",
        "[::ffff:127.0.0.2]",
        "[::ffff:7f00:2]",
        "[0:0:0:0:0:ffff:127.0.0.2]",
    ],
)
async def test_odd_spellings_reach_nothing(host: str) -> None:
    """aiohttp calls some of them no addresses; the resolver would take them for 127.0.0.2."""
    async with Loopback({"": Answer(b"secret")}, host="127.0.0.2") as target:
        either = (Reason.REFUSED_ADDRESS, Reason.BAD_URL)
        await refused(f"http://{host}:{target.port}/", reasons=either)
        assert target.connections == 0


async def test_no_loopback_unless_a_setting_says_so(allowed: Loopback) -> None:
    allowed.routes[""] = Answer(b"hello")
    await refused(allowed.url(), ClientSettings())
    await refused(allowed.url(host="localhost"), ClientSettings())
    await refused(f"http://0.0.0.0:{allowed.port}/", ClientSettings(loopback=True))
    assert allowed.connections == 0
    async with Client(ClientSettings(loopback=True)) as client:
        answer = await client.get(allowed.url(), now=NOW)
    assert isinstance(answer, Response)
    assert answer.body == b"hello"


METADATA = """
169.254.169.254 169.254.170.2 fe80::1 fe80::a9fe:a9fe%eth0 fd00:ec2::254 ::ffff:169.254.169.254
64:ff9b::a9fe:a9fe 2002:a9fe:a9fe:: 100.100.100.200 168.63.129.16 192.0.0.192 0.0.0.0 ::
224.0.0.1 ff02::1 255.255.255.255 240.0.0.1
"""


@pytest.mark.parametrize("address", METADATA.split())
def test_metadata_and_link_local_addresses_are_never_dialled(address: str) -> None:
    everything = Guard(loopback=True, private=True, networks=("0.0.0.0/0", "::/0"))
    assert not everything.allows(address)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    info: tuple[Any, ...] = (family, socket.SOCK_STREAM, 6, "", (address, 80))
    with pytest.raises(RefusedError):
        everything.open_socket(info)


PRIVATE = "10.0.0.1 172.16.5.5 192.168.1.1 100.64.0.1 fd12::1 ::ffff:10.0.0.1 64:ff9b::a00:1"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_networks_are_a_switch(address: str) -> None:
    assert not Guard().allows(address)
    assert not Guard(loopback=True).allows(address)
    assert Guard(private=True).allows(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_a_switch(address: str) -> None:
    assert not Guard().allows(address)
    assert not Guard(private=True).allows(address)
    assert Guard(loopback=True).allows(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_the_public_net_is_open(address: str) -> None:
    assert Guard().allows(address)


@pytest.mark.parametrize("address", ["", "paper.example", "192.0.2.1", "198.18.0.1", "2001:db8::1"])
def test_what_is_no_public_address_is_refused(address: str) -> None:
    assert not Guard().allows(address)


async def test_one_network_can_be_opened_alone(allowed: Loopback) -> None:
    allowed.routes[""] = Answer(b"hello")
    async with Client(ONLY_ONE) as client:
        answers = await asyncio.gather(*(client.get(allowed.url(), now=NOW) for _ in range(3)))
    assert all(isinstance(a, Response) for a in answers)
