"""Running the page: its address, its token, and the server under it."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn

from flows.refusal import Refusal
from flows.web.app import build_app
from flows.web.site import Site

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A listening socket, and the address by which it is asked for."""

    listener: socket.socket
    url: str
    loopback: bool


def serve_site(
    warehouse: Warehouse,
    settings: Settings,
    host: str,
    port: int,
    tell: Callable[[str], None],
) -> None:
    """Serve the page until interrupted; `tell` gets the address to open, with the token in it.

    Raises Refusal where the address cannot be used.
    """
    bound = bind(host, port)
    site = make_site(warehouse, settings, host, loopback=bound.loopback)
    tell(f"{bound.url}?token={site.token}" if site.token else bound.url)
    app = build_app(site, open_hosts=not bound.loopback)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[bound.listener])


def make_site(warehouse: Warehouse, settings: Settings, host: str, *, loopback: bool) -> Site:
    """Give the site for an address: with a token unless it is loopback's."""
    names = {"localhost", host.lower(), urlsplit(settings.alerts.link).hostname or ""}
    if not loopback:
        names.add(socket.gethostname().lower())
    token = "" if loopback else settings.web.token or secrets.token_urlsafe(24)
    return Site(settings, warehouse, token=token, hosts=frozenset(names - {""}))


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
        url=f"http://{name}:{listener.getsockname()[1]}/",
        loopback=ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback,
    )
