"""decisions, decisions undo: the user's word on stories, listed and taken back."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from flows.commands.console import now, open_warehouse, print_json, print_table, settings_from
from flows.commands.ids import find_id

app = typer.Typer(help="What you decided on stories: list it, take it back.")


@app.callback(invoke_without_command=True)
def decisions(
    ctx: typer.Context, *, json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List what you decided with merge, cut and apart, the oldest first."""
    if ctx.invoked_subcommand:
        return
    rows = open_warehouse(ctx, must_exist=True).stories.decision_history()
    if json:
        print_json(rows)
    else:
        print_table(
            [{**row, "title": _line(row), "state": _state(row)} for row in rows],
            ["id", "at", "title", "state"],
        )


decisions.__doc__ = None  # else it would replace the app's own help


@app.command()
def undo(
    ctx: typer.Context,
    decision: Annotated[str, typer.Argument(metavar="ID", help="A decision's id.")],
) -> None:
    """Take a decision back: what it moved goes to where it was, and it no longer holds."""
    from flows.tools.corrections import undo_decision

    warehouse = open_warehouse(ctx, must_exist=True)
    hint = "no such decision; see `newsthread decisions`"
    id_ = find_id(warehouse.stories.decision_ids_starting, decision, hint)
    reversal = undo_decision(warehouse, settings_from(ctx), id_, now())
    if not reversal.was_in_force:
        typer.echo("taken back before; nothing to change")
        return
    line = f"taken back; {_count(reversal.n_moved)} moved back" if reversal.n_moved else (
        "taken back; nothing had to move"
    )  # fmt: skip
    if reversal.n_held:
        line += f", {_count(reversal.n_held)} held by other decisions"
    if reversal.n_stayed:
        line += f", {_count(reversal.n_stayed)} in other stories since, left there"
    typer.echo(line)


def _count(n: int) -> str:
    return f"{n} article{'' if n == 1 else 's'}"


def _line(row: dict[str, Any]) -> str:
    """Give one line that says what was decided, by titles where they are known."""
    a, b = (row[f"{side}_title"] or row[side] for side in "ab")
    return {
        "merge": f"merge: {a} = {b}",
        "cut": f"cut: {a}, out of {b}",
        "apart": f"apart: {a} | {b}",
    }[row["kind"]]


def _state(row: dict[str, Any]) -> str:
    at = row["undone_at"]
    return f"taken back {at:%Y-%m-%d %H:%M}" if at else "in force"
