"""What means nothing is refused in one line with the mend; ids may be cut short."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import FEED, NOW, batch, development, track
from terminal import Terminal

from pipeline.alerts.tracks import is_muted
from warehouse.warehouse import Warehouse

FIRST, FOURTH = f"{1:016x}", f"{4:016x}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two stories of three articles, tracked; published. Ids share all but their last digit."""
    warehouse = Warehouse(tmp_path_factory.mktemp("refusals") / "house")
    warehouse.feeds.add([FEED], NOW)
    warehouse.load(batch(1))
    warehouse.tracks.save(track(FIRST, id="aaaa000011112222"))
    warehouse.publish()
    return warehouse.path


@pytest.fixture
def type_(folder, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return Terminal(folder, capsys)


REFUSALS = [
    (["track", "dam", "--lang", "klingon"], 2, "no language code"),
    (["track", "dam", "--lang", "German"], 2, "write de"),
    (["track", "dam", "--quiet", "25:00"], 2, "write two times of day as 22:00-07:00"),
    (["track", "dam", "--quiet", "22:00-22:00"], 2, "begins when it ends"),
    (["track", "dam", "--mute-until", "lunch"], 2, "write a kind (any, figure"),
    (["track", "dam", "--mute-until", "2020-01-01"], 2, "is past"),
    (["track", "dam", "--mute-until", "99999999w"], 2, "write a kind"),
    (["track", "dam", "--mute-until", "9999-12-31T23:59:59-11:00"], 2, "write a kind"),
    (["track", "dam", "--any", " "], 2, "--any is empty"),
    (["track", "dam", "--channel", "nosuch://x"], 2, "Apprise cannot read"),
    (["track", "  "], 2, "say what to follow"),
    (["track", "dam", "--name", "n" * 100_000], 2, "--name: 100,000 characters; write at most 200"),
    (["track", "dam " * 5_000], 2, "words to follow: 19,999 characters; write at most 5,000"),
    (["track", "--none", "n" * 201, "dam"], 2, "--none: 201 characters; write at most 200"),
    (["track", "--example", "nope"], 1, "no such article here"),
    (["untrack", ""], 2, "ID is empty"),
    (["alerts", "--story", "nope"], 1, "--story nope: no such story"),
    (["alerts", "--story", ""], 2, "--story is empty"),
    (["story", ""], 2, "ID is empty"),
    (["story", "000"], 1, "no such story"),
    (["story", "00000"], 2, "begins several ids: " + FIRST),
    (["story", FIRST, "--why", ""], 2, "--why is empty"),
    (["story", FIRST, "--why", "nope"], 1, "no such article"),
    (["story", FIRST, "--why", FOURTH], 1, "no article of story"),
    (["merge", FIRST, "nope"], 1, "no such story"),
    (["cut", "nope", FIRST], 1, "no such article"),
    (["decisions", "undo", "nope"], 1, "no such decision"),
    (["sql", ""], 2, "an empty question"),
    (["sql", " ; "], 2, "an empty question"),
    (["sql", "SELECT 1", "--json", "--csv"], 2, "choose one"),
    (["stories", "--since", "99999999w"], 2, "is no time"),
    (["stories", "--since", "0001-01-01T00:00:00+05:00"], 2, "is no time"),
    (
        ["search", "dam", "--since", "2025-03-02", "--until", "2025-03-01"],
        2,
        "nothing lies between",
    ),
    (["rethread", "--since", "2026-03-02", "--until", "2026-03-01"], 2, "nothing lies between"),
    (["rethread", "--coefficients", "none.json"], 2, "no such file"),
    (["export", "none/out.jsonl"], 2, "none: no such folder"),
    (["export", "."], 2, "a folder; name a file"),
    (["feeds", "export", "none/out.opml"], 2, "none: no such folder"),
    (["feeds", "add", "https://me:***@x.example/f"], 2, "write it in the place of ***"),
    (["feeds", "add", "notaurl"], 2, "no http(s) address"),
    (["feeds", "add", "https://x.example/f", "--every", "0"], 2, "no length of time"),
    (["feeds", "add", "https://x.example/f", "--title", "t" * 501], 2, "--title: 501 characters"),
    (["feeds", "add", "https://x.example/f", "--lang", "klingon"], 2, "no language code"),
    (["feeds", "discover", "no site"], 2, "no http(s) address"),
    (["reextract", "none"], 2, "none: no such folder"),
    (["reextract"], 2, "no archive"),
    (["import", "/dev/null"], 2, "/dev/null: not a file of its own"),
    (["eval", "threads", "none.jsonl"], 2, "none.jsonl: no such file"),
    (["eval", "copies", "none.jsonl"], 2, "none.jsonl: no such file"),
    (["eval", "developments", "none.jsonl"], 2, "none.jsonl: no such file"),
    (["eval", "pages", "none.jsonl"], 2, "none.jsonl: no such file"),
    (["fit", "none.jsonl", "--out", "none/o.json"], 2, "no such folder"),
    (["run", "--every", "0"], 2, "no length of time"),
    (["serve", "--every", "0"], 2, "no length of time"),
    (["import", "-"], 2, "no article in it"),
    (["import", "."], 2, "a folder; name a file"),
    (["track", "\udcff"], 2, "not UTF-8"),
    (["eval", "threads", "bytes"], 2, "bytes: cannot be read as labelled lines"),
    (["eval", "threads", "empty"], 2, "empty: empty; give a file of labelled lines"),
    (["eval", "copies", "empty"], 2, "empty: empty; give a file of labelled lines"),
    (["eval", "pages", "empty.json"], 2, "empty.json: cannot be read as labelled lines: page 1"),
    (["fit", "bytes", "--out", "o.json"], 2, "bytes: cannot be read as labelled lines"),
    (["fit", "bytes.gz", "--out", "o.json"], 2, "bytes.gz: cannot be read as labelled lines"),
    (["run", "--every", "99999999d"], 2, "no length of time"),
    (["eval", "pages", "bytes.gz"], 2, "bytes.gz: cannot be read as labelled lines"),
    (
        ["eval", "developments", "bytes", "--coefficients", "empty.json"],
        2,
        "empty.json: no weights",
    ),
]


@pytest.mark.parametrize(("words", "code", "said"), REFUSALS)
def test_what_means_nothing_is_one_line_and_a_code(type_, monkeypatch, words, code, said):
    monkeypatch.setattr(sys, "stdin", piped(b""))
    Path("bytes").write_bytes(bytes(range(256)))
    Path("bytes.gz").write_bytes(b"\x1f\x8b" + bytes(range(256)))
    Path("empty.json").write_text("{}")
    Path("empty").touch()
    got, _, err = type_(*words)
    assert (got, err.count("\n")) == (code, 1), err
    assert said in err and err.startswith("newsthread: ")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('{ webhook = "example.org/hook" }', "channels.desk: the webhook is no http(s) address"),
        ('"desk@example.org"', "channels.desk: no Apprise URL"),
        ('{ secret = "s3cret" }', "channels.desk: give one of"),
    ],
)
def test_a_channel_that_cannot_be_is_named_by_every_command(type_, tmp_path, value, said):
    (tmp_path / "newsthread.toml").write_text(f"[channels]\ndesk = {value}\n")
    code, _, err = type_("stories")
    assert code == 2 and said in err and err.count("\n") == 1 and "s3cret" not in err


@pytest.mark.parametrize("words", [["run"], ["track", "dam", "--channel", "desk"]])
def test_an_apprise_url_that_cannot_be_read_is_named_before_it_is_used(type_, tmp_path, words):
    (tmp_path / "newsthread.toml").write_text('[channels]\ndesk = "nosuch://user:pw@host"\n')
    code, _, err = type_(*words)
    assert code == 2 and "channels.desk: Apprise cannot read" in err
    assert err.count("\n") == 1 and "pw" not in err


def test_a_time_to_come_is_said_and_answered(type_):
    code, _, err = type_("stories", "--since", "2999-01-01")
    assert code == 0 and "still to come" in err and err.count("\n") == 1


def test_the_version_is_printed(type_):
    code, out, _ = type_("--version")
    name, number = out.split()
    assert (code, name) == (0, "newsthread") and number.count(".") == 2


def test_ids_may_be_cut_short(type_):
    assert type_.json("tracks")[0]["id"].startswith("aaaa0")
    assert type_("untrack", "aaaa0")[1] == "no longer tracking dam\n"
    assert "was no longer tracked" in type_("untrack", "aaaa0")[1]


def test_a_track_names_its_stories_and_how_long_it_is_mute(type_):
    made = type_.json("track", "--story", FIRST, "--mute-until", "3d", "--name", "holds")
    until = datetime.fromisoformat(made["mute_until"])
    assert timedelta(days=2) < until - datetime.now(UTC) < timedelta(days=3)
    assert "muted until 2999-12-01 00:00 UTC" in type_(
        "track", "--story", FOURTH, "--mute-until", "2999-12-01"
    )[1]  # fmt: skip
    (row,) = (row for row in type_.json("tracks") if row["id"] == made["id"])
    (story,) = row["stories"]
    assert (story["id"], story["title"], story["why"]) == (FIRST, "Dam holds", "story")
    assert story["since"]
    _, out, _ = type_("tracks")
    assert "Stories followed" in out and "named" in out and "muted until 2999-12-01" in out


def test_a_mute_track_is_told_nothing_until_then():
    fact = development(batch(1).articles[0])
    silent = track(mute_until=NOW.isoformat())
    assert is_muted(silent, fact, NOW - timedelta(seconds=1)) and not is_muted(silent, fact, NOW)
    assert not is_muted(track(mute_until="figure"), fact, NOW)
    assert is_muted(track(mute_until="edit"), fact, NOW)


def piped(data):
    return SimpleNamespace(isatty=lambda: False, buffer=io.BytesIO(data))


def test_articles_come_by_pipe_and_go_by_pipe(capsysbinary, monkeypatch, tmp_path):
    lines = [{"title": "Trout return", "text": "Inspectors counted twice as many trout."}, 7]
    monkeypatch.setattr(sys, "stdin", piped("\n".join(map(json.dumps, lines)).encode()))
    monkeypatch.chdir(tmp_path)
    binary = Terminal(tmp_path / "house", capsysbinary)
    code, out, err = binary("import", "-", "--json")
    report = json.loads(out)
    assert code == 0 and b"- line 2: not a JSON object" in err
    assert (report["articles"], report["bad_lines"], report["stories"]) == (1, 1, 1)
    assert (report["developments"], report["alerts"], report["copies"]) == (0, 0, 0)
    code, out, err = binary("export", "-")
    assert code == 0 and err == b"1 articles\n"
    assert [json.loads(line)["title"] for line in out.splitlines()] == ["Trout return"]


@pytest.mark.parametrize(
    "words",
    [
        ["stories", "--most", "99999999999999999999"],
        ["track", "dam", "--budget", "99999999999"],
        ["track", "dam", "--min-outlets", "99999999999"],
    ],
)
def test_a_number_out_of_all_bounds_is_refused(type_, words):
    code, _, err = type_(*words)
    assert code == 2 and "Invalid value" in err and "Traceback" not in err


def test_an_export_into_a_pipe_leaves_the_pipe(type_, tmp_path):
    link = tmp_path / "out.jsonl"
    os.mkfifo(link)
    with subprocess.Popen(["cat", link], stdout=subprocess.PIPE) as reader:
        assert type_("export", link)[0] == 0
        assert len(reader.communicate()[0].splitlines()) == 6
    assert link.is_fifo()
