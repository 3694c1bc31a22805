"""Mending what an older program, or a hand, has left in the main file; see `integrity`."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from pipeline.language.verbatim import verbatim
from warehouse.loading import settle_stories
from warehouse.rows import execute_on_rows, to_dicts
from warehouse.store import Connection, execute, fetch_table


def repair_main_file(news: Connection, now: datetime) -> None:
    """Count all stories anew, end those without articles, quote as the texts do."""
    execute(news, "add_missing_stories")
    settle_stories(news, fetch_table(news, "all_story_ids").column("id").to_pylist(), now)
    execute(news, "delete_empty_stories")
    _requote(news)


def _requote(news: Connection) -> None:
    misquoted = fetch_table(news, "misquoted_texts")
    quotes = [_as_written(row) for row in to_dicts(misquoted)]
    column = pa.array(quotes, misquoted.schema.field("quotes").type)
    place = misquoted.schema.get_field_index("quotes")
    execute_on_rows(
        news, "update_quotes", misquoted.set_column(place, misquoted.schema.field("quotes"), column)
    )


def _as_written(row: dict[str, object]) -> list[dict[str, object]]:
    text, quotes = str(row["text"]), [dict(quote) for quote in row["quotes"]]  # type: ignore[attr-defined]
    written = verbatim(text, [str(quote["text"]) for quote in quotes])
    return [quote | {"text": passage} for quote, passage in zip(quotes, written, strict=True)]
