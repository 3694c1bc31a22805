"""Addresses to serve on: the socket, the names it may be asked for by, the token it wants."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.refusal import Refusal

if TYPE_CHECKING:
    from flows.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A listening socket, and the address by which it is asked for."""

    listener: socket.socket
    host: str
    url: str
    loopback: bool


def bind(host: str, port: int) -> Bound:
    """Listen on an address; port 0: any free one. Raises Refusal."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except (OSError, OverflowError, UnicodeError) as fault:
        reason = getattr(fault, "strerror", None) or "no address of this machine"
        mend = "give another --port or --host"
        raise Refusal(f"{host}:{port}: {str(reason).lower()}; {mend}", 1) from None
    name = f"[{host}]" if ":" in host else host
    return Bound(
        listener=listener,
        host=host,
        url=f"http://{name}:{listener.getsockname()[1]}/",
        loopback=ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback,
    )


def host_names(settings: Settings, bound: Bound) -> frozenset[str]:
    """Give the names by which a server may be asked for; addresses are judged by the guard."""
    names = {"localhost", bound.host.lower(), urlsplit(settings.alerts.link).hostname or ""}
    if not bound.loopback:
        names.add(socket.gethostname().lower())
    return frozenset(names - {""})


def choose_token(settings: Settings, bound: Bound) -> str:
    """Give the token that requests bring: none on loopback, else the settings' or a new one."""
    return "" if bound.loopback else settings.web.token or secrets.token_urlsafe(24)
