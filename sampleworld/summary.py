"""What the demo prints at its end: all of it read back from the warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.records import Development, Story
from pipeline.stories.titles import bare_title
from warehouse.warehouse import Warehouse

STORIES = 18  # rows of the table: what fits a screen

SETTINGS = """\
# Written by `newsthread demo`: settings for looking at what it left here.
[warehouse]
folder = "{folder}"
"""


def print_summary(console: Console, warehouse: Warehouse, folder: Path, settings: Path) -> None:
    """Stories, the tracked story's timeline, its alerts, a question in SQL, and where to go on."""
    tracked = {track.story_id for track in warehouse.tracks.all()}
    stories = sorted(warehouse.stories.latest(least=2), key=lambda s: (-s.n_articles, s.id))
    timelines = {story.id: warehouse.stories.timeline(story.id) for story in stories}
    console.print(stories_table(stories[:STORIES], timelines, tracked))
    for story in [story for story in stories if story.id in tracked]:
        console.print(timeline_table(story, timelines[story.id]))
        print_alerts(console, warehouse.stories.developments(story.id), timelines[story.id])
    print_question(console, warehouse)
    print_files(console, folder, settings)


def stories_table(
    stories: Sequence[Story], timelines: Mapping[str, list[dict[str, Any]]], tracked: set[str]
) -> Table:
    """The largest stories: how many articles, how many of them copies, how many outlets."""
    table = _table(f"The {len(stories)} largest stories")
    for name in ("articles", "copies", "outlets"):
        table.add_column(name, justify="right", min_width=len(name))
    table.add_column("last told", min_width=9)
    table.add_column("story", no_wrap=True, overflow="ellipsis", ratio=1)
    for story in stories:
        rows = timelines[story.id]
        table.add_row(
            str(len(rows)),
            str(sum(bool(row["copy_of"]) for row in rows) or ""),
            str(len({row["outlet"] for row in rows})),
            f"{story.last_at:%a %H:%M}",
            Text(
                story.title,
                style="bold" if story.id in tracked else "",
                overflow="ellipsis",
                no_wrap=True,
            ),
        )
    return table


def timeline_table(story: Story, rows: Sequence[Mapping[str, Any]]) -> Table:
    """A story's articles in the order told; copies name whose text they print."""
    by_id = {row["id"]: row for row in rows}
    table = _table(f"Timeline of {story.id}: {escape(story.title)}")
    for name in ("told", "outlet", "title"):
        table.add_column(name, overflow="fold")
    for row in rows:
        title = Text(bare_title(row["title"], row["outlet"]))
        if original := by_id.get(row["copy_of"]):
            title.append(f"  (copy of {original['outlet']}, {row['share']:.0%})", style="dim")
        if row["version"] > 1:
            title.append(f"  (version {row['version']})", style="dim")
        table.add_row(f"{row['at']:%a %H:%M}", row["outlet"], title)
    return table


def print_alerts(
    console: Console, developments: Sequence[Development], rows: Sequence[Mapping[str, Any]]
) -> None:
    """The story's alerts, each with its quotes and changed figures."""
    by_id = {row["id"]: row for row in rows}
    # Articles that have since moved to another story told theirs when they stood here.
    alerted = [d for d in developments if d.alert and d.article_id in by_id]
    console.print(f"\n[bold]{len(alerted)} alerts[/], their quotes verbatim")
    for development in alerted:
        row = by_id[development.article_id]
        head = f"{row['at']:%a %H:%M}  {row['outlet']}"
        title = bare_title(row["title"], row["outlet"])
        console.print(f"\n[yellow]{head}[/]  {escape(title)}", no_wrap=True, overflow="ellipsis")
        for quote in development.quotes:
            console.print(_indented(Text(f"“{quote.text}”")))
        for change in development.changes:
            changed = Text(f"changed: {change.old} → {change.new}", style="magenta")
            console.print(_indented(changed))


def print_question(console: Console, warehouse: Warehouse) -> None:
    """One question in SQL over the published copy, with its answer."""
    sql = (resources.files("sampleworld") / "question.sql").read_text(encoding="utf-8").strip()
    comment, _, statement = sql.partition("\n")
    answer = warehouse.sql.query(statement)
    console.print(f"\n[bold]A question in SQL[/]: {escape(comment.lstrip('- '))}\n")
    console.print(Text(statement, style="green"))
    table = _table("")
    rows = answer.dicts()
    for column in rows[0] if rows else ():
        table.add_column(column.replace("_", " "), justify=_justification(rows[0][column]))
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    console.print(table)


def print_files(console: Console, folder: Path, settings: Path) -> None:
    """Where the files are and what to type next."""
    console.print(f"\n[bold]Files[/] in {folder}/")
    for path in sorted(folder.glob("*.duckdb")):
        console.print(f"  {path.name:16} {path.stat().st_size / 1e6:6.1f} MB  {_WHAT[path.name]}")
    console.print("\n[bold]Next[/]")
    for line in NEXT.format(settings=settings).splitlines():
        console.print(Text(f"  {line}"))


_WHAT = {
    "news.duckdb": "everything; the program's own",
    "vectors.duckdb": "embeddings and features",
    "public.duckdb": "the published copy, for any DuckDB client at any time",
}


NEXT = """\
newsthread --settings {settings} stories
newsthread --settings {settings} sql "SELECT outlet, count(*) FROM articles GROUP BY 1"
newsthread --settings {settings} track "dock strike in Vardhaven"
newsthread feeds import deploy/feeds.opml    real feeds of the world's press, and then
newsthread run --every 5m
"""


def write_settings(folder: Path) -> Path:
    """A settings file in the folder, so that every command can be pointed at it."""
    path = folder / "newsthread.toml"
    path.write_text(SETTINGS.format(folder=folder.resolve()), encoding="utf-8")
    return path


def alert_line(alert: Mapping[str, Any]) -> str:
    """An alert as one line: its first quote, else its changed figures, else its title."""
    quotes, changes = alert.get("quotes") or [], alert.get("changes") or []
    if quotes:
        return str(quotes[0]["text"] if isinstance(quotes[0], Mapping) else quotes[0])
    if changes:
        return f"{changes[0]['old']} → {changes[0]['new']}"
    return str(alert.get("title", ""))


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2))


def _justification(value: object) -> Literal["left", "right"]:
    return "right" if isinstance(value, int) else "left"


def _table(title: str) -> Table:
    return Table(
        title=f"\n[bold]{title}[/]" if title else None,
        title_justify="left",
        title_style="",
        box=None,
        pad_edge=False,
        header_style="dim",
    )
