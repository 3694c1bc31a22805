"""`newsthread`: every command, in the order one meets them.

Exit codes: 0 done, 1 could not be done, 2 could not be meant (bad input or settings), 130 stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import corrections, evaluation, feeds, files, monitor, reports, tracks
from flows.commands.console import Given, Refusal
from flows.settings import SettingsError

app = typer.Typer(
    name="newsthread",
    help="A streaming news monitor: feeds to story threads, alerts and a DuckDB warehouse.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def given(
    ctx: typer.Context,
    settings: Annotated[
        Path | None,
        typer.Option(help="Settings file; else NEWSTHREAD_SETTINGS, ./newsthread.toml."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Warehouse folder, instead of the settings'.")
    ] = None,
) -> None:
    """Keep what stands before the command's name."""
    ctx.obj = Given(settings, folder)


given.__doc__ = None  # the app's own help speaks

for module in (monitor, reports, tracks, corrections, files, evaluation):
    module.register(app)
app.add_typer(feeds.app, name="feeds")
app.add_typer(evaluation.app, name="eval")


def main() -> None:
    """Run the command line; bad input is one line on stderr and a code, never a traceback."""
    try:
        app()
    except Refusal as refusal:
        _stop(str(refusal), refusal.code)
    except KeyboardInterrupt:
        _stop("stopped", 130)
    except Exception as fault:
        if not _is_ours(fault):
            raise
        _stop(str(fault), 2 if isinstance(fault, SettingsError) else 1)


def _is_ours(fault: Exception) -> bool:
    """Say whether a module of ours refused in one line: bad settings, busy files, a full disk."""
    return type(fault).__module__.split(".")[0] in {"flows", "warehouse"}


def _stop(line: str, code: int) -> None:
    sys.stderr.write(f"newsthread: {line}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
