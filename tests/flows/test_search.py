"""Searching: what a person types finds the articles they mean, in the language they are in."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from builders import FEED, NOW, article, batch, placement, vectors
from terminal import Terminal

from flows.reports.search import SearchQuestion, fuse, join_lists, lift_stories, search
from warehouse.search.analysis import matches, parse_terms, snippet
from warehouse.search.index import SearchIndex
from warehouse.search.meaning import EXACT, MeaningIndex, VectorFilter
from warehouse.search.readers import Readers
from warehouse.search.words import FORMAT, WordIndex
from warehouse.warehouse import Warehouse

TEXTS = [
    ("en", "Dams near Oslo hold", "Engineers counted cracks in the dams. Nobody was hurt."),
    ("de", "Häuser geräumt", "Die Häuser am Fluss wurden nach Überschwemmungen geräumt."),
    ("zh", "北京地铁新线开通", "北京市政府宣布地铁新线开通，首日客流超过百万。"),
    ("en", "Ferry line reopens", "The ferry to Oslo sails again after the storm of last week."),
    ("th", "น้ำท่วมกรุงเทพ", "น้ำท่วมหนักในกรุงเทพมหานครเมื่อวานนี้"),
    ("en", "Markets calm", "Shares rose. The dam of regulation held, traders said."),
]


class Compass:
    """An encoder of a stated direction a text; `.encode` is all that search asks of one."""

    name, sha256, dimension = "model", "hash", 384

    def __init__(self, directions):
        self.directions = directions

    def encode(self, texts):
        return np.stack([self.directions[text] for text in texts])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    warehouse = Warehouse(tmp_path_factory.mktemp("search") / "house")
    warehouse.feeds.add([FEED], NOW)
    articles = [
        article(i, title=title, text=text, lang=lang, outlet=f"Outlet {i % 2}", digest=text)
        for i, (lang, title, text) in enumerate(TEXTS)
    ]
    made = batch(0, articles=articles, placement=placement(articles), developments=[], alerts=[])
    warehouse.load(replace(made, embeddings=vectors(6, seed=3)))
    warehouse.search.refresh("model", "hash")
    return warehouse.path


@pytest.fixture
def warehouse(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "house")
    return Warehouse(tmp_path / "house")


def found(warehouse, words, **given):
    report = search(warehouse, SearchQuestion(words, mode="words", **given))
    return [int(hit.article_id, 16) for hit in report.hits]


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("dam", [0, 5]),  # the title counts more; "dams" is found by "dam"
        ("haus", [1]),
        ("uberschwemmung", [1]),  # typed on a keyboard without umlauts
        ("地铁", [2]),
        ("北京市政府", [2]),
        ("น้ำท่วม", [4]),
        ("oslo", [0, 3]),
        ("oslo -ferry", [0]),
        ('"sails again"', [3]),
        ('"again sails"', []),
        ("oslo markets", []),  # two words: both
        ("(dam) AND oslo!", [0]),  # no syntax to get wrong
        ('"', []),
        ("", []),
    ],
)
def test_words_find_articles_in_their_language(warehouse, words, hits):
    assert found(warehouse, words) == hits


def test_a_search_is_narrowed(warehouse):
    assert found(warehouse, "dam", outlet="Outlet 1") == [5]
    assert found(warehouse, "oslo dam ferry storm", lang="de") == []
    first = article(0).at
    assert found(warehouse, "dam", until=first) == [0]
    assert found(warehouse, "dam", since=first + timedelta(minutes=1)) == [5]
    assert found(warehouse, "dam", story=f"{3:016x}") == [5]
    assert found(warehouse, "dam", limit=1) == [0]


def test_a_snippet_is_plain_text_with_its_matches(warehouse):
    (hit, *_) = search(warehouse, SearchQuestion("cracks dam", mode="words")).hits
    assert {hit.snippet[a:b] for a, b in hit.spans} == {"cracks", "dams"}
    long = "word " * 500 + "The needle is here. " + "word " * 500
    passage, ((start, end),) = snippet(long, parse_terms("needles"), "en")
    assert passage[start:end] == "needle" and len(passage) < 260
    passage, spans = snippet("北京市政府宣布地铁新线开通", parse_terms("地铁新线"), "pairs")
    assert [passage[a:b] for a, b in spans] == ["地铁新线"]


def test_meaning_finds_what_shares_no_word(warehouse):
    rows = vectors(6, seed=3)
    compass = Compass({"gone under": rows[1][384:] / np.linalg.norm(rows[1][384:])})
    question = SearchQuestion("gone under", mode="meaning")
    report = search(warehouse, question, compass.encode)
    assert report.hits[0].article_id == f"{1:016x}" and report.total is None
    assert report.hits[0].by == "meaning" and report.hits[0].spans == ()
    compass.directions["haus"] = compass.directions["gone under"]
    (first, *_) = search(warehouse, SearchQuestion("haus"), compass.encode).hits
    assert (first.article_id, first.by) == (f"{1:016x}", "both")
    with pytest.raises(ValueError, match="encoder"):
        search(warehouse, question)


def test_many_rows_are_compared_by_code_first(tmp_path):
    rows = vectors(EXACT + 500, seed=1)
    index = MeaningIndex(tmp_path / "meaning", 384)
    n = len(rows)
    columns = {
        "id": [f"{i:016x}" for i in range(n)], "at": list(range(n)),
        "outlet": ["A", "B"] * (n // 2), "lang": ["en"] * n,
    }  # fmt: skip
    for start in range(0, n, 5000):
        part = slice(start, start + 5000)
        index.append({name: column[part] for name, column in columns.items()}, rows[part])
    mind = [11, 7000, 20333]
    for i in mind:
        question = rows[i][384:] / np.linalg.norm(rows[i][384:])
        assert index.nearest(question, VectorFilter(), 3)[0][0] == f"{i:016x}"
        (only,) = index.nearest(question, VectorFilter(since=i, until=i), 3)
        assert only[0] == f"{i:016x}"
    assert len(MeaningIndex(tmp_path / "meaning", 384)) == n


def test_lists_are_joined_by_their_ranks():
    scores = fuse([("a", 30.0), ("b", 6.0)], [("b", 0.5), ("c", 0.4)])
    assert sorted(scores, key=lambda id_: -scores[id_]) == ["b", "c", "a"]
    first_of_both = fuse([("a", 30.0), ("b", 6.0)], [("a", 0.5), ("b", 0.45), ("c", 0.4)])
    assert max(first_of_both, key=first_of_both.__getitem__) == "a"
    assert first_of_both["a"] == pytest.approx(1.0)
    assert fuse([], []) == {} and list(fuse([], [("c", 0.4)])) == ["c"]


def test_articles_of_a_story_that_answers_are_answers_too():
    scores = {"a": 1.0, "b": 0.7, "c": 0.5, "d": 0.4, "e": 0.3}
    stories = {"a": "x", "d": "x", "e": "x", "c": "y"}
    lifted = lift_stories(scores, stories)
    assert sorted(lifted, key=lambda id_: -lifted[id_]) == ["a", "b", "d", "e", "c"]
    assert [lifted[id_] for id_ in "abc"] == pytest.approx([1.0, 0.7, 0.5], abs=1e-5)
    assert lift_stories(scores, {}) == pytest.approx(scores, abs=1e-5)


def test_what_is_hardly_near_in_meaning_alone_is_no_answer():
    near = [("a", 0.6), ("b", 0.1), ("c", 0.1), ("d", 0.1)]
    joined = join_lists([("c", 5.0)], near, {"a": "x", "d": "x"})
    assert sorted(joined, key=lambda id_: -joined[id_]) == ["c", "a", "d"]
    assert list(join_lists([], near, {})) == ["a"]


def crowded(n, lang, seed):
    """Leads of one language around its mean, `[n, d]`, and columns for them; that mean."""
    randoms = np.random.default_rng(seed)
    mean = 3 * randoms.standard_normal(384) / 384**0.5
    rows = mean + randoms.standard_normal((n, 384)) / 384**0.5
    columns = {
        "id": [f"{lang}{i:014x}" for i in range(n)], "at": list(range(n)),
        "outlet": ["A"] * n, "lang": [lang] * n,
    }  # fmt: skip
    return np.hstack([rows, rows]).astype(np.float32), columns, mean.astype(np.float32)


@pytest.mark.parametrize("n", [6, 40])
def test_meaning_tells_few_articles_of_two_languages_apart(tmp_path, n):
    """The mean of all would leave each its language: a question finds that, and no topic."""
    german, german_columns, german_mean = crowded(n, "de", seed=1)
    greek, greek_columns, greek_mean = crowded(4 * n, "el", seed=2)
    greek[0] = np.tile(greek_mean + german[0][:384] - german_mean, 2)  # tells the same
    prior = {"": (german_mean + greek_mean) / 2, "de": german_mean, "el": greek_mean}
    index = MeaningIndex(tmp_path / "meaning", 384, prior)
    index.append(german_columns, german)
    index.append(greek_columns, greek)
    found = index.nearest(german[0][:384], VectorFilter(), 3)
    assert {id_ for id_, _ in found[:2]} == {german_columns["id"][0], greek_columns["id"][0]}


def test_means_of_before_are_taken_anew(tmp_path):
    rows, columns, mean = crowded(300, "de", seed=1)
    few = {name: column[:3] for name, column in columns.items()}
    MeaningIndex(tmp_path, 384).append(columns, rows)  # as it was when none were brought
    index = MeaningIndex(tmp_path, 384, {"": mean, "fr": -mean})
    index.append({**few, "id": ["x", "y", "z"], "lang": ["fr"] * 3}, -rows[:3])
    with np.load(tmp_path / "means.npz") as means:
        assert int(means["n"]) == 303 and len(means) == 5  # two languages, all, and how many


def test_the_index_follows_the_warehouse(warehouse):
    edit = article(3, version=2, title="Ferry sinks", text="Gone.", lang="en", digest="other")
    warehouse.load(replace(batch(20), edits=[edit]))
    assert found(warehouse, "cracks", limit=50)[-1] >= 20  # found stale, mended by the search
    indexed = warehouse.search.refresh()
    assert indexed.articles == indexed.gone == 0
    assert found(warehouse, "ferry sinks") == [3] and found(warehouse, "sails") == []
    assert warehouse.search.refresh() == SearchIndex(warehouse.store).refresh()


def test_what_was_opened_for_a_question_serves_the_next_until_something_changes(warehouse):
    readers = Readers(warehouse.store, warehouse.search.folder)
    words, memberships = readers.words(), readers.memberships()
    assert readers.words() is words and readers.memberships() is memberships
    assert memberships.articles == 6
    warehouse.load(batch(30))
    assert readers.words() is words and readers.memberships().articles == 12
    warehouse.search.refresh()
    assert len(readers.words()) == 12


@pytest.mark.parametrize("harm", ["missing", "cut", "no state", "other format", "killed"])
def test_a_broken_index_is_mended_by_itself(warehouse, harm):
    folder = warehouse.search.folder
    if harm == "missing":
        shutil.rmtree(folder)
    if harm == "cut":
        for path in (folder / "words").glob("*.idx"):
            path.write_bytes(path.read_bytes()[:10])
    if harm == "no state":
        (folder / "state.json").unlink()
    if harm == "other format":
        (folder / "state.json").write_text(json.dumps({"format": FORMAT + 1}))
    if harm == "killed":  # after the commit, before the state was written
        WordIndex(folder / "words").write([], gone=WordIndex(folder / "words").keys(0, 1 << 40)[:2])
        warehouse.search.refresh()
    assert found(warehouse, "oslo") == [0, 3]
    assert len(found(warehouse, "the dam ferry haus 地铁 น้ำท่วม")) == 6


@pytest.fixture
def type_(warehouse, capsys, monkeypatch):
    monkeypatch.chdir(warehouse.path)
    return Terminal(warehouse.path, capsys)


def test_search_is_typed(type_):
    code, out, _ = type_("search", "--words", "dam oslo")
    assert code == 0 and "Dams near Oslo hold" in out
    answer = type_.json("search", "--words", "dam")
    assert answer["total"] == 2 and [hit["by"] for hit in answer["hits"]] == ["words", "words"]
    assert set(answer["hits"][0]) == {
        "article_id", "story_id", "title", "outlet", "lang", "url", "at", "snippet", "spans",
        "score", "by",
    }  # fmt: skip
    assert "6 articles" in type_("search", "--rebuild")[1]
    assert type_("search", "--words", "zebra")[2].strip() == "nothing found"
    assert type_("search")[0] == 2
    assert type_("search", "dam", "--words", "--meaning")[0] == 2
    assert "no such story" in type_("search", "dam", "--words", "--story", "ffff")[2]


@pytest.mark.parametrize(
    ("text", "question", "group", "found"),
    [
        ("قُتِلَ 12 شخصًا", "قتل شخصا", "ar", ["قُتِلَ", "شخصًا"]),
        ("שָׁלוֹם לכם", "שלום", "plain", ["שָׁלוֹם"]),
        ("दिल्ली में बाढ़", "दिल्ली", "plain", ["दिल्ली"]),
    ],
)
def test_words_with_marks_are_shown_as_found(text, question, group, found):
    assert [text[a:b] for a, b in matches(text, parse_terms(question), group)] == found


def test_what_is_told_in_the_last_second_of_a_month_is_found_in_it(tmp_path):
    """Rounded up, it would be next month's, and be taken out with what that month lacks."""
    warehouse = Warehouse(tmp_path / "house")
    last = NOW.replace(month=1, day=31, hour=23, minute=59, second=59, microsecond=700_000)
    told = (last, last + timedelta(days=1))
    articles = [
        article(i, published_at=at, title="Dam", text="The dam held.", digest=str(i))
        for i, at in enumerate(told)
    ]
    warehouse.load(batch(0, n=2, articles=articles, placement=placement(articles)))
    warehouse.search.refresh("model", "hash")
    assert sorted(found(warehouse, "dam")) == [0, 1]
    hits = search(warehouse, SearchQuestion("dam", mode="words")).hits
    assert last.replace(microsecond=0) in [hit.at for hit in hits]
    assert warehouse.search.refresh("model", "hash").articles == 0
