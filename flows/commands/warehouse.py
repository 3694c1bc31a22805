"""warehouse: the published rows, copied between folders and lakes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.console import Refusal, print_json, print_table, settings_from

if TYPE_CHECKING:
    from warehouse.lake.copying import Place

app = typer.Typer(help="The published rows: copy them between folders and lakes.")

PLACE = "A folder, or ducklake:sqlite:PATH, or ducklake:postgres:DSN."


@app.callback()
def warehouse() -> None:
    """Hold the commands of the group."""


warehouse.__doc__ = None  # else it would replace the app's own help


@app.command()
def copy(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(help=PLACE)],
    target: Annotated[str, typer.Argument(help=f"New: {PLACE[0].lower()}{PLACE[1:]}")],
    *,
    cycle: Annotated[
        str, typer.Option(help="The source, a lake, as the cycle with this id left it.")
    ] = "",
    data: Annotated[
        Path | None,
        typer.Option(help="Folder of the target's files, a lake's; else as in the settings."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Copy all published rows with their views; counts and checksums of both are compared."""
    from warehouse.lake.copying import copy_published

    settings = settings_from(ctx)
    default = Path(settings.warehouse.publish_data or settings.folder / "lake-data")
    places = _place(source, None, default), _place(target, data, default)
    copied = copy_published(*places, cycle)
    if json:
        print_json(copied)
    else:
        rows = [{"noun": c.noun, "rows": c.rows, "checksum": c.checksum,
                 "same": "yes" if c.same else "NO"} for c in copied]  # fmt: skip
        print_table(rows, ["noun", "rows", "checksum", "same"])
    if differing := [c.noun for c in copied if not c.same]:
        raise Refusal(f"{target}: reads otherwise than its source: {', '.join(differing)}", 1)


def _place(text: str, data: Path | None, default: Path) -> Place:
    """A folder, or a lake. Raises LakeError for what begins as a lake and is none."""
    from warehouse.lake.address import PREFIX, read_address

    lake = text.startswith(PREFIX)
    return read_address(text, str(data or ""), default) if lake else Path(text)
