"""fit, eval threads | copies | developments | pages: figures over labelled files, JSON out."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.console import (
    Refusal,
    existing_file,
    input_refusals,
    now,
    print_json,
    print_table,
)
from flows.commands.options import writable_file

Files = Annotated[list[Path], typer.Argument(help="Labelled files.")]
Weights = Annotated[
    Path | None, typer.Option("--coefficients", help="From `fit`, instead of the shipped ones.")
]

app = typer.Typer(help="Measure on labelled files; prints JSON.", no_args_is_help=True)


def register(main: typer.Typer) -> None:
    """Add this module's commands to the app."""
    main.command()(fit)


def fit(
    files: Files,
    *,
    out: Annotated[Path, typer.Option(help="Where the coefficients go.")],
) -> None:
    """Fit the same-story score on labelled story files; your own count as much as any."""
    from pipeline.encoders import load_encoder
    from pipeline.evaluation.fit import fit as fitted
    from pipeline.stories.score import write_coefficients

    writable_file(out)
    with input_refusals():
        coefficients = fitted(
            [existing_file(f) for f in files],
            load_encoder(),
            now(),
            progress=lambda line: typer.echo(line, err=True),
        )
    write_coefficients(out, coefficients)
    typer.echo(f"{out} written")


@app.command()
def threads(
    files: Files,
    *,
    coefficients: Weights = None,
    by: Annotated[
        str, typer.Option("--by", help="lang: figures of each language's articles too.")
    ] = "",
    errors: Annotated[
        int, typer.Option("--errors", min=0, help="So many false and missed pairs, the costliest.")
    ] = 0,
    table: Annotated[
        bool, typer.Option("--table", help="One table, with the mean of the files, not JSON.")
    ] = False,
) -> None:
    """Stories: B-cubed, pairwise, AMI, ARI, articles/s; through `place`, batch by batch."""
    from pipeline.encoders import load_encoder
    from pipeline.evaluation.stories import Detail, evaluate_stories
    from pipeline.evaluation.story_errors import mean_figures

    if by not in ("", "lang"):
        raise Refusal(f"--by {by}: figures are given by lang alone")
    weights, detail = _read_coefficients(coefficients), Detail(by_lang=bool(by), errors=errors)

    def measure(file: Path) -> Any:
        return evaluate_stories(file, load_encoder(), weights, detail=detail)

    figures = _file_figures(files, measure)
    if len(files) > 1:
        figures.append({"file": "mean", "set": "mean", **mean_figures(figures)})
    if table:
        print_table(_table_lines(figures), _COLUMNS)
        for error in (error for row in figures for error in row.get("errors", ())):
            typer.echo(_error_line(error))
    else:
        print_json(figures[0] if len(figures) == 1 else figures)


_COLUMNS = (
    "set", "articles", "gold_stories", "stories", "b3_precision", "b3_recall", "b3_f1",
    "pairwise_precision", "pairwise_recall", "pairwise_f1",
)  # fmt: skip


def _table_lines(figures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give each file's figures as a line, those of its languages under it."""
    lines = []
    for row in figures:
        parts = [{"set": f"  {lang}", **part} for lang, part in row.get("by_lang", {}).items()]
        for part in (row, *parts):
            values = {name: part.get(name, "") for name in _COLUMNS}
            lines.append({n: round(v, 3) if isinstance(v, float) else v for n, v in values.items()})
    return lines


def _error_line(error: Mapping[str, Any]) -> str:
    """Give one costly pair in a line, its features after it."""
    features = ", ".join(f"{name} {value:.2f}" for name, value in error["features"].items())
    one, other = error["titles"]
    return (
        f"{error['kind']}, {error['pairs']} pairs, p {error['probability']:.2f}: "
        f"{one!r} / {other!r} ({features})"
    )


@app.command()
def copies(files: Files, *, coefficients: Weights = None) -> None:
    """Copies, on edits made from the files' articles and on hard negatives; or on marked pairs."""
    from pipeline.encoders import load_encoder
    from pipeline.evaluation.copies import evaluate_copies

    weights = _read_coefficients(coefficients)
    _print_figures(files, lambda file: evaluate_copies(file, load_encoder(), weights))


@app.command()
def developments(
    files: Files,
    *,
    coefficients: Weights = None,
    encoder: Annotated[
        str, typer.Option(help="Whose vectors: a name that the setting place.model takes.")
    ] = "",
    leave_out: Annotated[
        bool,
        typer.Option("--leave-out", help="Weights fitted anew without the threads they judge."),
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="Wrong quotes and changes, and misses, with features.")
    ] = False,
) -> None:
    """Developments: what is quoted, ranked, alerted and missed; a file each, and over all."""
    from pipeline.encoders import load_encoder
    from pipeline.evaluation.assessments import Assessor

    if leave_out and coefficients:
        raise Refusal("--leave-out fits its own weights: leave --coefficients away")
    with input_refusals():
        loaded = load_encoder(encoder) if encoder else load_encoder()
    assessor = Assessor(loaded, _read_classifiers(coefficients), leave_out=leave_out)
    for file in files:
        _measured(file, assessor.add)
    print_json(assessor.figures(errors=errors))


def _read_classifiers(file: Path | None) -> Any:
    """Read weights for `detect`; None: the shipped ones."""
    if file is None:
        return None
    from pipeline.developments.classifiers import read_classifiers

    try:
        return read_classifiers(existing_file(file))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refusal(f"{file}: no weights of developments; fit them anew") from None


@app.command()
def pages(
    files: Files,
    *,
    most: Annotated[int | None, typer.Option(min=1, help="Only so many pages.")] = None,
) -> None:
    """Extraction: body, title, date and authors against gold; speed beside trafilatura's."""
    from pipeline.evaluation.pages import eval_pages

    _print_figures(files, lambda file: eval_pages(file, most))


def _read_coefficients(file: Path | None) -> Any:
    """Read coefficients for `place`; None: the shipped ones."""
    if file is None:
        return None
    from pipeline.encoders import DEFAULT, ENCODERS
    from pipeline.stories.score import read_coefficients

    with input_refusals():
        return read_coefficients(existing_file(file), ENCODERS[DEFAULT].sha256)


def _print_figures(files: list[Path], measure: Callable[[Path], Any]) -> None:
    """Print the figures of one file as an object, of several as a list, each naming its file."""
    figures = _file_figures(files, measure)
    print_json(figures[0] if len(figures) == 1 else figures)


def _file_figures(files: Sequence[Path], measure: Callable[[Path], Any]) -> list[dict[str, Any]]:
    """Give the figures of each file under its name."""
    return [{"file": str(file), **_measured(file, measure)} for file in files]


def _measured(file: Path, measure: Callable[[Path], Any]) -> Any:
    """Give the figures of one file. Raises Refusal, naming it, for one that cannot be read."""
    if not existing_file(file).stat().st_size:
        raise Refusal(f"{file}: empty; give a file of labelled lines")
    try:
        return measure(file)
    except (ValueError, EOFError, gzip.BadGzipFile, zlib.error) as fault:
        said = " ".join(str(fault).split())
        named = "" if str(file) in said else f"{file}: cannot be read as labelled lines: "
        raise Refusal(f"{named}{said}") from fault
