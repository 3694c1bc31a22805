"""Placing the past again with the same coefficients changes nothing."""

import json
import sys

import pytest
from streams import stream
from terminal import Terminal

from flows.tools.rethread import Span


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("rethread")


def lines(articles):
    return "\n".join(
        json.dumps(
            {
                "id": a.id,
                "title": a.title,
                "text": a.text,
                "outlet": a.outlet,
                "lang": a.lang,
                "url": f"https://{a.outlet}/{a.id}",
                "published": a.published_at and a.published_at.isoformat(),
            }
        )
        for a in articles
    )


def test_articles_that_came_late_stay_where_they_are(folder, capsys, monkeypatch):
    """The later half is imported first: arrival and time told are different orders."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", [])
    type_ = Terminal(folder / "house", capsys)
    articles = sorted(stream(5, 60)[0], key=lambda a: a.at)
    for name, part in (("late", articles[30:]), ("early", articles[:30])):
        (folder / f"{name}.jsonl").write_text(lines(part))
        assert type_("import", folder / f"{name}.jsonl")[0] == 0
    assert any(story["n_articles"] > 3 for story in type_.json("stories"))
    again = type_.json("rethread")
    assert (again["articles"], again["moved"], again["merged"], again["split"]) == (60, [], [], [])
    by_time = type_.json("rethread", "--by-time")
    assert by_time["articles"] == 60 and not Span().by_time
