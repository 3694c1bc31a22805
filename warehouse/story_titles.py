"""What a story is called where the article that named it was edited, or is in another story now.

Placing names the stories that it touches after their articles in the window. The rest is done here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from pipeline.records import Article
from pipeline.stories.titles import bare_title, heading
from warehouse.rows import execute_on_rows, to_dicts, to_records
from warehouse.store import Connection, fetch_table


def edited_titles(news: Connection, edits: Sequence[Article]) -> dict[str, tuple[str, str]]:
    """Article id -> its title as stored and as edited, bare, of those whose title changes."""
    if not edits:
        return {}
    stored = to_records(Article, fetch_table(news, "articles", ids=[edit.id for edit in edits]))
    before = {article.id: bare_title(heading(article), article.outlet) for article in stored}
    after = {edit.id: bare_title(heading(edit), edit.outlet) for edit in edits}
    return {
        id_: (before[id_], title)
        for id_, title in after.items()
        if title and before.get(id_, title) != title
    }


def follow_edits(news: Connection, edited: Mapping[str, tuple[str, str]]) -> None:
    """Give stories that are called as an article of theirs was its new title."""
    if not edited:
        return
    rows = to_dicts(fetch_table(news, "called_stories", ids=list(edited)))
    titles = {
        row["id"]: edited[row["article_id"]][1]
        for row in rows
        if row["title"] == edited[row["article_id"]][0]
    }
    _retitle(news, titles)


def rename_stories(news: Connection, ids: Sequence[str]) -> None:
    """Call those of these stories that are called as none of their articles after their first."""
    titles: dict[str, str] = {}
    borne = set[str]()
    for row in to_dicts(fetch_table(news, "story_titles", ids=list(ids))) if ids else ():
        title = bare_title(row["title"], row["outlet"])
        if title:
            titles.setdefault(row["id"], title)
        if title == row["called"]:
            borne.add(row["id"])
    _retitle(news, {id_: title for id_, title in titles.items() if id_ not in borne})


def _retitle(news: Connection, titles: Mapping[str, str]) -> None:
    if titles:
        table = pa.table({"id": list(titles), "title": list(titles.values())})
        execute_on_rows(news, "retitle_stories", table)
