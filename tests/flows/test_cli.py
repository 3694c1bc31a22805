"""The command line as a person meets it: one warehouse filled by `import`, then every question."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal

BRIDGE = (
    "The old bridge at Morna was closed on Monday after engineers found cracks in two of its "
    "piers. The mayor, Ada Lind, said that {n} workers would begin repairs on Thursday and that "
    "ferries would carry commuters over the river until the summer. Traders on the northern bank "
    "fear for their business; the closure cuts them off from the railway station."
)
TROUT = (
    "Fishery inspectors have counted twice as many trout in Lake Sorrel as a decade ago. The "
    "recovery follows a ban on nets and a new sewage plant at Halden. Anglers may keep {n} fish a "
    "day from next season on, the fisheries board of the valley decided."
)
ARTICLES = [
    (
        "b1",
        "Cracks close the bridge at Morna",
        BRIDGE.format(n=40),
        "Morna Mail",
        "2026-03-02T08:00",
    ),
    ("b2", "Morna bridge shut", BRIDGE.format(n=40), "River Post", "2026-03-02T09:00"),
    ("b3", "Morna bridge: repairs to begin", BRIDGE.format(n=60), "The Sorrel", "2026-03-03T09:00"),
    ("t1", "Trout return to Lake Sorrel", TROUT.format(n=3), "The Sorrel", "2026-03-02T10:00"),
]


def line(id_, title, text, outlet, published):
    row = {"id": id_, "title": title, "text": text, "outlet": outlet, "published": published}
    return json.dumps(row | {"lang": "en", "url": f"https://{outlet.split()[0]}.example/{id_}"})


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    file = folder / "articles.jsonl"
    file.write_text("\n".join(line(*a) for a in ARTICLES) + "\nnot json\n\n{}\n")
    return folder


@pytest.fixture
def type_(home, capsys, monkeypatch):
    monkeypatch.chdir(home)
    monkeypatch.setattr(sys, "argv", [])
    return Terminal(home / "house", capsys)


@pytest.fixture
def filled(type_, home):
    if not (home / "house" / "public.duckdb").exists():
        type_("import", home / "articles.jsonl")
    return type_


def test_import_places_articles_and_names_bad_lines(type_, home):
    code, out, err = type_("import", home / "articles.jsonl")
    assert code == 0
    assert "articles.jsonl line 5:" in err
    assert "articles.jsonl line 7: neither title nor text" in err
    assert "4 articles" in out and "articles per s" in out


def test_importing_again_changes_nothing(filled, home):
    before = filled.json("stories")
    report = filled.json("import", home / "articles.jsonl")
    assert (report["articles"], report["new"], report["edits"]) == (4, 0, 0)
    assert filled.json("stories") == before


def test_stories_say_what_a_program_needs(filled):
    stories = filled.json("stories")
    assert {"id", "title", "n_articles", "first_at", "last_at"} <= set(stories[0])
    assert sorted(s["n_articles"] for s in stories) == [1, 3]


def test_a_story_is_told_with_its_copies_and_voices(filled):
    bridge = next(s for s in filled.json("stories") if s["n_articles"] == 3)
    told = filled.json("story", bridge["id"])
    assert len(told["timeline"]) == 3
    assert any(row["copy_of"] for row in told["timeline"])
    _, out, _ = filled("story", bridge["id"])
    assert "Timeline" in out and "River Post" in out


def test_sql_reads_the_published_copy_and_changes_nothing(filled):
    (row,) = filled.json("sql", "SELECT count(*) AS n FROM articles")
    assert row == {"n": 4}
    code, _, err = filled("sql", "DELETE FROM store.articles")
    assert code and err.startswith("newsthread: ") and err.count("\n") == 1


def test_what_is_tracked_is_listed_until_it_is_not(filled):
    made = filled.json("track", "bridge", "repairs", "in", "Morna", "--quiet", "22:00-07:00")
    assert made["query"] == "bridge repairs in Morna"
    assert made["id"] in {t["id"] for t in filled.json("tracks")}
    assert filled("untrack", made["id"])[0] == 0
    assert made["id"] not in {t["id"] for t in filled.json("tracks")}


def test_what_is_asked_for_again_is_one_track(filled):
    first = filled.json("track", "bridge", "repairs", "--lang", "en", "--mute-until", "figure")
    again = filled.json("track", "bridge", "repairs", "--lang", "en", "--name", "Bridge")
    other = filled.json("track", "bridge", "repairs")
    assert (again["id"], again["name"], again["mute_until"]) == (first["id"], "Bridge", "")
    listed = {t["id"]: t["name"] for t in filled.json("tracks")}
    assert listed[first["id"]] == "Bridge" and other["id"] in listed
    assert filled("untrack", first["id"])[0] == 0
    assert filled.json("track", "bridge", "repairs", "--lang", "en")["id"] != first["id"]


def test_feeds_come_and_go_as_opml(filled, home):
    assert filled("feeds", "add", "https://example.org/feed.xml", "--group", "World")[0] == 0
    assert filled("feeds", "export", home / "out.opml")[0] == 0
    assert "https://example.org/feed.xml" in (home / "out.opml").read_text()
    _, out, _ = filled("feeds", "import", home / "out.opml")
    assert "0 added, 1 known already" in out
    assert [f["url"] for f in filled.json("feeds", "list")] == ["https://example.org/feed.xml"]
    assert len(filled.json("feeds", "health")) == 1


def test_articles_go_out_as_they_came_in(filled, home):
    assert filled("export", home / "out.jsonl.gz")[0] == 0
    report = filled.json("import", home / "out.jsonl.gz")
    assert (report["articles"], report["new"]) == (4, 0)


def test_an_article_that_stands_twice_in_a_file_is_as_it_stands_last(type_, tmp_path):
    """Wherever batches are cut, and however often the file is imported."""
    lines = [
        json.dumps({"id": "twice", "title": "Lock gate", "text": text, "published": "2026-03-01"})
        for text in ("The gate is shut.", "The gate is shut.", "The gate is open.")
    ]
    (tmp_path / "twice.jsonl").write_text("\n".join(lines))
    type_.folder = tmp_path / "house"
    _, out, err = type_("import", tmp_path / "twice.jsonl")
    assert out.startswith("1 articles, 1 new, 0 edits")
    assert "2 of its lines stand again later, as the same article; the last one counts" in err
    again = type_.json("import", tmp_path / "twice.jsonl")
    assert (again["new"], again["edits"]) == (0, 0)
    rows = type_.json("sql", "SELECT version, text FROM versions")
    assert rows == [{"version": 1, "text": "The gate is open."}]


def test_the_last_line_of_an_article_counts_whatever_its_date(type_, tmp_path):
    lines = [
        json.dumps({"id": "twice", "title": "Lock gate", "text": text, "published": day})
        for text, day in (("The gate is shut.", "2026-03-02"), ("It is open.", "2026-03-01"))
    ]
    (tmp_path / "twice.jsonl").write_text("\n".join(lines))
    type_.folder = tmp_path / "house"
    assert type_.json("import", tmp_path / "twice.jsonl")["new"] == 1
    assert type_.json("sql", "SELECT text FROM versions") == [{"text": "It is open."}]


def test_upkeep_reports(filled):
    assert filled.json("upkeep")["paused feeds"] == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["story", "0" * 16], 1, "no such story"),
        (["untrack", "nobody"], 1, "no such track"),
        (["track"], 2, "say what to follow"),
        (["track", "x", "--channel", "desk"], 2, "no such channel (none yet)"),
        (["track", "x", "--digest", "25:00"], 2, "write a time of day as 07:30"),
        (["track", "--story", "0" * 16], 1, "no such story"),
        (["import", "nowhere.jsonl"], 2, "nowhere.jsonl: no such file"),
        (["feeds", "add", "ftp://example.org"], 2, "no http(s) address"),
        (["feeds", "import", "articles.jsonl"], 2, "not an OPML document"),
        (["run", "--until", "lunch"], 2, "no such stage"),
        (["run", "--every", "often"], 2, "is no length of time"),
        (["stories", "--since", "yore"], 2, "is no time"),
        (["eval", "threads", "articles.jsonl"], 2, "line 1"),
        (["merge", "a", "a"], 2, "itself"),
    ],
)
def test_bad_input_is_one_line_and_a_code(filled, words, code, said):
    got, _, err = filled(*words)
    assert got == code
    assert said in err and err.startswith("newsthread: ") and err.count("\n") == 1


def test_a_folder_without_a_warehouse_says_how_to_begin(type_, tmp_path):
    type_.folder = tmp_path / "none"
    code, _, err = type_("stories")
    assert code == 1 and "no warehouse here yet" in err
    type_.folder.mkdir()  # mistyped: somebody's, with nothing of ours in it
    for words in (["stories"], ["publish"], ["upkeep"], ["backup", str(tmp_path / "copy")]):
        code, _, err = type_(*words)
        assert code == 1 and "no warehouse here yet" in err
    assert not any(type_.folder.iterdir())


def test_bad_settings_are_one_line(type_, home):
    (home / "bad.toml").write_text("[poll]\nbach = 1\n")
    code, _, err = type_("--settings", home / "bad.toml", "stories")
    assert code == 2 and "did you mean batch?" in err and err.count("\n") == 1


HEAVY = {"aiohttp", "apprise", "duckdb", "feedparser", "numba", "numpy", "prefect", "pyarrow"}
HEAVY |= {
    "pydantic",
    "requests",
    "sampleworld",
    "scipy",
    "sentence_transformers",
    "torch",
    "trafilatura",
    "warehouse",
}


IDLE = {"apprise", "feedparser", "numba", "prefect", "requests", "scipy", "torch"}
IDLE |= {"sentence_transformers", "tldextract", "trafilatura", "transformers", "wordfreq"}


def packages_of(*words):
    """What the command prints, and the packages that its process loads."""
    command = [str(Path(sys.executable).with_name("newsthread")), *map(str, words)]
    timed = subprocess.run(
        [sys.executable, "-X", "importtime", *command], capture_output=True, text=True, check=True
    )
    lines = timed.stderr.splitlines()
    return timed.stdout, {line.rpartition("|")[2].strip().split(".")[0] for line in lines}


def test_help_loads_none_of_the_heavy_packages():
    printed, loaded = packages_of("--help")
    assert "A streaming news monitor" in printed
    assert "typer" in loaded and not loaded & HEAVY


def test_a_cycle_with_nothing_due_loads_no_model_and_starts_no_reader(tmp_path):
    printed, loaded = packages_of("--folder", tmp_path / "house", "run")
    assert "nothing due" in printed
    assert "duckdb" in loaded and not loaded & IDLE


def test_the_users_word_sticks_through_rethreading(filled):
    bridge = next(s for s in filled.json("stories") if s["n_articles"] == 3)
    last = filled.json("story", bridge["id"])["timeline"][-1]["id"]
    assert "1 article moved" in filled("cut", last, bridge["id"])[1]
    assert "said before" in filled("cut", last, bridge["id"])[1]
    assert sorted(s["n_articles"] for s in filled.json("stories")) == [1, 1, 2]
    again = filled.json("rethread", "--adopt")
    assert (again["articles"], again["moved"]) == (4, [])
    assert sorted(s["n_articles"] for s in filled.json("stories")) == [1, 1, 2]


def test_why_an_article_is_in_its_story_is_told(filled):
    story = next(s for s in filled.json("stories") if s["n_articles"] > 1)
    rows = filled.json("story", story["id"])["timeline"]
    told = filled.json("story", story["id"], "--why", rows[1]["id"])
    assert told["nearest_id"] == rows[0]["id"]
    assert 0 < told["score"] <= 1 and told["cosine"] > 0.5
    assert any(name.startswith("part ") for name in told)
