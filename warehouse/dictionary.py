"""The dictionary and the diagram of the published views, from their own comments.

python -m warehouse.dictionary docs      writes docs/dictionary.md and docs/diagram.md
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from warehouse.sql import ViewColumn
from warehouse.warehouse import Warehouse

KEYS: Final = {
    "story_id": "all_stories", "article_id": "articles", "feed_id": "feeds", "track_id": "tracks",
    "development_id": "developments", "alert_id": "alerts", "cycle_id": "cycles",
    "original_id": "articles", "nearest_id": "articles", "copy_of": "articles",
    "old_article_id": "articles", "merged_into": "all_stories", "second_outlet": "outlets",
    "outlet": "outlets",
}  # fmt: skip
"""Column -> the view whose row it names."""

MADE: Final = "Made by `python -m warehouse.dictionary docs` from the comments of the views.\n"


def render_dictionary(columns: list[ViewColumn]) -> str:
    """A Markdown document: a section for each view, a row for each column."""
    lines = ["# Dictionary of the published views", "", MADE]
    for view, rows in _by_view(columns).items():
        lines += [
            f"## {view}",
            "",
            rows[0].comment,
            "",
            "| column | type | meaning |",
            "|---|---|---|",
        ]
        lines += [f"| {row.column} | `{row.type}` | {_escaped(row.meaning)} |" for row in rows]
        lines.append("")
    return "\n".join(lines)


def render_diagram(columns: list[ViewColumn]) -> str:
    """A Markdown document with a Mermaid diagram: which view's column names a row of which."""
    lines = ["# How the views belong together", "", MADE, "```mermaid", "erDiagram"]
    names = _by_view(columns)
    for row in columns:
        other = KEYS.get(row.column, "")
        if other in names and other != row.view and row.column != "outlet":
            lines.append(f'    {other} ||--o{{ {row.view} : "{row.column}"')
    lines += ["```", "", "`outlet` is the key of `outlets` in every view that has one.", ""]
    return "\n".join(lines)


def _by_view(columns: list[ViewColumn]) -> dict[str, list[ViewColumn]]:
    views: dict[str, list[ViewColumn]] = {}
    for row in columns:
        views.setdefault(row.view, []).append(row)
    return views


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def write_documents(folder: Path) -> None:
    """Write both documents for the views of this program."""
    with tempfile.TemporaryDirectory() as house:
        warehouse = Warehouse(house)
        warehouse.publish()
        columns = warehouse.sql.view_columns()
    (folder / "dictionary.md").write_text(render_dictionary(columns), encoding="utf-8")
    (folder / "diagram.md").write_text(render_diagram(columns), encoding="utf-8")


if __name__ == "__main__":
    write_documents(Path(sys.argv[1]))
