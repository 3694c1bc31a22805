"""Which addresses may be dialled: the last word before a socket connects.

A feed is a stranger's text that makes this program send requests. The guard sees the address
really dialled, so names, literals, odd spellings (`http://2130706433/`), redirects and names that
change between look-up and connection all end here.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Sequence
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

REFUSED = "refused by the address guard"
"""In the message of every `RefusedError`; connection libraries keep messages and lose types."""

# Served to machines in clouds with credentials inside; no setting opens them.
# AWS/GCP/Azure/OpenStack 169.254.169.254 and AWS ECS 169.254.170.2 are link-local, AWS over IPv6,
# Alibaba, Oracle, Azure's wire server, as the vendors document them.
_NEVER: tuple[Network, ...] = tuple(
    ipaddress.ip_network(n)
    for n in (
        "0.0.0.0/8",  # Linux connects 0.0.0.0 to itself
        "169.254.0.0/16",
        "fe80::/10",
        "fd00:ec2::/32",
        "fd20:ce::254/128",
        "100.100.100.200/32",
        "192.0.0.192/32",
        "168.63.129.16/32",
        "224.0.0.0/4",
        "ff00::/8",
        "240.0.0.0/4",
        "::/128",
    )
)
_PRIVATE: tuple[Network, ...] = tuple(
    ipaddress.ip_network(n)
    for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


class RefusedError(OSError):
    """A connection that the guard did not allow. Caught at the client, it becomes a `Failure`."""


class Guard:
    """Says which addresses may be dialled; `socket` is made for aiohttp's `socket_factory`.

    `loopback` allows 127.0.0.0/8 and ::1, `private` the private networks of RFC 1918, RFC 6598 and
    RFC 4193, `networks` further ones by CIDR ("192.168.7.0/24"). Link-local and cloud metadata
    addresses stay refused whatever is set. ValueError names a network that cannot be read.
    """

    def __init__(
        self, *, loopback: bool = False, private: bool = False, networks: Sequence[str] = ()
    ) -> None:
        self.loopback, self.private = loopback, private
        self.networks = tuple(ipaddress.ip_network(n) for n in networks)

    def allows(self, host: str) -> bool:
        """Whether `host`, a numeric address with or without a zone ("fe80::1%1"), may be dialled.

        An IPv6 address that carries IPv4 ones is allowed when they all are; names never are.
        """
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        return all(self._allows(a) for a in (address, *_embedded_addresses(address)))

    def _allows(self, address: Address) -> bool:
        if _in_any(address, _NEVER):
            return False
        if _in_any(address, self.networks):
            return True
        if address.is_loopback:
            return self.loopback
        if _in_any(address, _PRIVATE):
            return self.private
        return address.is_global or (
            isinstance(address, ipaddress.IPv6Address) and bool(_embedded_addresses(address))
        )

    def open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for one `getaddrinfo` row. RefusedError when its address is not allowed."""
        family, kind, protocol, _, address = info
        if not self.allows(str(address[0])):
            raise RefusedError(errno.EACCES, f"{address[0]} {REFUSED}")
        return socket.socket(family=family, type=kind, proto=protocol)


def _in_any(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == n.version and address in n for n in networks)


def _embedded_addresses(address: Address) -> tuple[ipaddress.IPv4Address, ...]:
    """IPv4 addresses that an IPv6 address carries: mapped, compatible, 6to4, Teredo, NAT64."""
    if not isinstance(address, ipaddress.IPv6Address):
        return ()
    embedded = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        embedded.append(low)
    return tuple(f for f in embedded if f is not None)
