"""Running the page: the site of an address, and the server under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flows.http_server import serve_app
from flows.listening import Bound, bind, choose_token, host_names
from flows.web.app import build_app
from flows.web.site import Site
from flows.web.warmup import make_pages
from warehouse.sql_process import start_early

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.warehouse import Warehouse


def serve_site(
    warehouse: Warehouse, settings: Settings, host: str, port: int, tell: Callable[[str], None]
) -> None:
    """Serve the page until interrupted; `tell` gets the address to open, with the token in it.

    Raises Refusal where the address cannot be used.
    """
    bound = bind(host, port)
    site = make_site(warehouse, settings, bound)
    tell(f"{bound.url}?token={site.token}" if site.token else bound.url)
    app = build_app(site, open_hosts=not bound.loopback)
    start_early()
    site.beside(lambda: make_pages(site))
    serve_app(app, bound.listener)


def make_site(warehouse: Warehouse, settings: Settings, bound: Bound) -> Site:
    """Give the site for an address: with a token unless it is loopback's."""
    token, hosts = choose_token(settings, bound), host_names(settings, bound)
    return Site(settings, warehouse, token=token, hosts=hosts, served=True)
