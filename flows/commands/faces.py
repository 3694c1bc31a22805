"""web, mcp: the other two faces, started from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.console import open_warehouse, settings_from

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.warehouse import Warehouse

MOST_PORT = 65_535


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    app.command()(web)
    app.command()(mcp)


def web(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to serve on; else the settings'.")] = "",
    port: Annotated[
        int, typer.Option(min=0, max=MOST_PORT, help="Port; 0: the settings' (8017).")
    ] = 0,
) -> None:
    """Serve the page and the JSON API; on any address but loopback's with a token."""
    settings = settings_from(ctx)
    serve_page(open_warehouse(ctx), settings, host, port)


def serve_page(warehouse: Warehouse, settings: Settings, host: str = "", port: int = 0) -> None:
    """Serve the page until interrupted, on the settings' address where none is given."""
    from flows.web.server import serve_site

    serve_site(
        warehouse,
        settings,
        host or settings.web.host,
        port or settings.web.port,
        lambda url: typer.echo(f"newsthread is at {url}  (Ctrl-C ends it)"),
    )


def mcp(
    ctx: typer.Context,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="With the tool `track`, which follows stories.")
    ] = False,
    http: Annotated[
        bool, typer.Option("--http", help="Serve over HTTP, not on standard input and output.")
    ] = False,
    host: Annotated[str, typer.Option(help="With --http: address; else the settings'.")] = "",
    port: Annotated[int, typer.Option(min=1, max=MOST_PORT, help="With --http: port.")] = 8018,
) -> None:
    """Serve an assistant's tools by the Model Context Protocol: search, stories, story, sql ..."""
    from flows.mcp.server import serve_http, serve_stdio

    settings, warehouse = settings_from(ctx), open_warehouse(ctx, must_exist=True)
    if http:
        address = (host or settings.web.host, port)
        serve_http(warehouse, settings, address, write=write, tell=typer.echo)
    else:
        serve_stdio(warehouse, settings, write=write)
