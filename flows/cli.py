"""`newsthread`: the app with every command.

Exit codes: 0 done, 1 could not be done, 2 bad input or settings, 130 interrupted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import (
    changes,
    channels,
    corrections,
    decisions,
    evaluation,
    faces,
    feeds,
    files,
    monitor,
    reports,
    search,
    sql,
    subscriptions,
    tracks,
    warehouse,
)
from flows.commands.console import GlobalOptions, Refusal
from flows.refusal import SettingsError

app = typer.Typer(
    name="newsthread",
    help="A streaming news monitor: feeds to story threads, alerts and a DuckDB warehouse.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    """Print the program's version and end, where `--version` is given."""
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - `--help` stays quick

        typer.echo(f"newsthread {version('newsthread')}")
        raise typer.Exit


@app.callback()
def global_options(
    ctx: typer.Context,
    *,
    settings: Annotated[
        Path | None,
        typer.Option(help="Settings file; else NEWSTHREAD_SETTINGS, ./newsthread.toml."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Warehouse folder, instead of the settings'.")
    ] = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
    verbosity: Annotated[
        int,
        typer.Option(
            "--verbose", "-v", count=True, help="Log what is done to stderr; -vv logs more."
        ),
    ] = 0,
) -> None:
    """Keep the options before the command's name for the command."""
    ctx.obj = GlobalOptions(settings, folder, verbosity)


global_options.__doc__ = None  # else it would replace the app's own help

_COMMANDS = (monitor, reports, changes, search, sql, tracks, corrections, files, evaluation, faces)
for module in _COMMANDS:
    module.register(app)
subscriptions.register(feeds.app)
app.add_typer(feeds.app, name="feeds")
app.add_typer(decisions.app, name="decisions")
app.add_typer(channels.app, name="channels")
app.add_typer(evaluation.app, name="eval")
app.add_typer(warehouse.app, name="warehouse")


def main() -> None:
    """Run the command line; a refusal is one line on stderr and an exit code, no traceback."""
    try:
        _check_arguments(sys.argv[1:])
        app()
    except Refusal as refusal:
        _exit_with(str(refusal), refusal.code)
    except KeyboardInterrupt:
        _exit_with("stopped", 130)
    except OSError as fault:  # of a file the user named: BrokenPipeError is click's
        if fault.filename is None:
            raise
        reason = fault.strerror or "cannot be used"
        _exit_with(f"{fault.filename}: {reason[0].lower()}{reason[1:]}", 1)
    except Exception as fault:
        if not _is_refusal(fault):
            raise
        _exit_with(str(fault), 2 if isinstance(fault, SettingsError) else 1)


def _check_arguments(words: list[str]) -> None:
    """Raise Refusal for an argument whose bytes are no UTF-8: nothing stored could hold it."""
    for word in words:
        if not word.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in word):
            raise Refusal(f"{word!a}: not UTF-8; write it in UTF-8")


def _is_refusal(fault: Exception) -> bool:
    """Whether the exception's message is one line for the user: bad settings, busy files."""
    return type(fault).__module__.split(".")[0] in {"flows", "warehouse"}


def _exit_with(line: str, code: int) -> None:
    sys.stderr.write(f"newsthread: {line}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
