"""channels list | add | remove | test: where alerts go."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.console import (
    Refusal,
    now,
    open_warehouse,
    print_json,
    print_table,
    settings_from,
)

if TYPE_CHECKING:
    from flows.settings import Settings
    from pipeline.notify import Channel

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

app = typer.Typer(help="Where alerts go.", invoke_without_command=True)


@app.callback()
def channels(ctx: typer.Context, *, json: Json = False) -> None:
    """List the channels, or what the command says."""
    if ctx.invoked_subcommand is None:
        list_(ctx, json=json)


channels.__doc__ = None  # else it would replace the group's own help


@app.command("list")
def list_(ctx: typer.Context, *, json: Json = False) -> None:
    """List the channels: address without passwords, longest message, last deliveries."""
    from flows.reports.channels import list_channels
    from warehouse.warehouse import Warehouse

    settings = settings_from(ctx)
    statuses = list_channels(settings, Warehouse(settings.folder, wait_s=5))
    if json:
        print_json(
            [{k: v for k, v in (asdict(s) | asdict(s.deliveries)).items() if k != "deliveries"}
             for s in statuses]
        )  # fmt: skip
        return
    print_table(
        [
            {
                "name": status.name,
                "url": status.address,
                "limit": f"{status.limit:,} {status.unit}" if status.limit else "none",
                "waiting": status.deliveries.waiting,
                "delivered": status.deliveries.delivered,
                "given_up": status.deliveries.given_up,
                "last_delivered": status.deliveries.delivered_at,
                "last_refused": status.deliveries.refused_at,
                "detail": status.deliveries.refusal,
            }
            for status in statuses
        ],
        ["name", "url", "limit", "waiting", "delivered", "given_up", "last_delivered",
         "last_refused", "detail"],
    )  # fmt: skip


@app.command()
def test(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A channel's name, or an Apprise URL.")],
    *,
    json: Json = False,
) -> None:
    """Send a sample alert, marked as a test; say whether the channel accepts it."""
    from flows.tools.channel_sample import send_sample

    settings = settings_from(ctx)
    delivery = send_sample(settings, _channel(settings, name), now())
    shown = name if "://" not in name else name.partition("://")[0]
    detail = " ".join(delivery.detail.split())
    if json:
        print_json({"channel": shown, "accepted": delivery.accepted, "detail": detail})
    if not delivery.accepted:
        raise Refusal(f"{shown}: refused: {detail}", 1)
    if not json:
        typer.echo(f"{shown}: accepted" + (f" ({detail})" if detail else ""))


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What tracks call it.")],
    address: Annotated[str, typer.Argument(help="An Apprise URL, or a webhook's https://...")],
) -> None:
    """Add a channel that accepts a sample alert; it is kept in the warehouse."""
    from flows.tools.channel_sample import send_sample
    from flows.tools.channels import new_channel

    settings = settings_from(ctx)
    channel = new_channel(settings, name, address)
    delivery = send_sample(settings, channel, now())
    if not delivery.accepted:
        detail = " ".join(delivery.detail.split())
        raise Refusal(f"{channel.name}: not added, it refused a sample: {detail}", 1)
    open_warehouse(ctx).channels.save(channel)
    typer.echo(f"{channel.name}: accepted a sample, added")


@app.command()
def remove(
    ctx: typer.Context, name: Annotated[str, typer.Argument(help="Of an added channel.")]
) -> None:
    """Remove a channel that was added, and that no track alerts to."""
    from flows.tools.channels import remove_channel

    remove_channel(settings_from(ctx), open_warehouse(ctx), name)
    typer.echo(f"{name}: removed")


def _channel(settings: Settings, name: str) -> Channel:
    """Find the channel. Raises Refusal."""
    from flows.channels import known_channels
    from pipeline.notify import channel_named
    from warehouse.warehouse import Warehouse

    known = known_channels(settings, Warehouse(settings.folder, wait_s=5))
    channel = channel_named(name, known)
    if channel is None:
        listed = ", ".join(sorted(known)) or "none yet"
        raise Refusal(f"{name}: no such channel ({listed})")
    return channel
