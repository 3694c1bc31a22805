"""Any line of an import is an article or a bad line."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.tools.article_import import parse_line, read_articles

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "published",
    ["1e20", "Infinity", "-Infinity", "NaN", "1e400", "true", "[]", '"0001-01-01T00:00:00+05:00"',
     '"9999-12-31T23:59:59-11:00"', '"2131-01-01"', '"1970-01-01"', '"0000-00-00"', '"soon"', "-1"],
)  # fmt: skip
def test_a_date_that_cannot_be_is_left_out(published: str) -> None:
    read = parse_line(f'{{"title": "Trout return", "published": {published}}}', NOW)
    assert not isinstance(read, str)
    assert read.article.published_at is None


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, '{"a":' * 100_000, '{"title": ' + "[" * 100_000, "[]", "1", "{", '{"title": 7',
     '{"title": ["T"], "text": {"a": 1}}', '{"title": "T", "text": ["a", "b"]}', '{"title": true}',
     '{"title": "\\u0000"}', '{"n": ' + "9" * 9_999 + "}"],
)  # fmt: skip
def test_a_line_that_is_no_article_says_why(line: str) -> None:
    why = parse_line(line, NOW)
    assert isinstance(why, str)
    assert 0 < len(why) < 300


def test_fields_go_through_the_doors_and_the_given_id_is_kept() -> None:
    row = {"id": "x-1", "title": "Ge\u00adsetz <kippt>", "text": "Zu\u200brück\n\nda.",
           "lang": ["de"], "url": "http://[::1", "published": 1771416000}  # fmt: skip
    read = parse_line(json.dumps(row), NOW)
    assert not isinstance(read, str)
    entry, article = read.entry, read.article
    assert (article.title, article.text) == ("Gesetz <kippt>", "Zurück\nda.")
    assert (article.published_at, article.url) == (NOW, "")
    assert article.external_id == entry.external_id == "x-1"


@pytest.mark.parametrize(("value", "kind"), [(7, "a number"), (1e20, "a number"), (True, "true"),
                                              ([], "a list"), ({}, "an object")])  # fmt: skip
@pytest.mark.parametrize("key", ["title", "text"])
def test_a_title_or_text_that_is_none_makes_a_bad_line(key: str, value: object, kind: str) -> None:
    read = parse_line(json.dumps({"title": "One", "text": "Two", key: value}), NOW)
    assert isinstance(read, str)
    assert read.startswith(f"{key}: {kind}")


def test_a_number_is_an_id_and_no_other_text() -> None:
    read = parse_line(json.dumps({"title": "One", "id": 7, "outlet": 7, "lang": 7, "url": 7}), NOW)
    assert not isinstance(read, str)
    article = read.article
    assert (article.external_id, article.outlet, article.url) == ("7", "", "")
    assert [why.partition(":")[0] for why in read.left_out] == ["lang", "outlet", "url"]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("published", "yesterday-ish", "no time"),
        ("published", "0001-01-01", "no time"),
        ("url", "ftp://quill.example/1", "no http(s) address"),
        ("lang", "klingon", "no language code"),
        ("outlet", ["Quill"], "a list, not text"),
    ],
)
def test_a_field_that_cannot_be_is_left_out_and_named(field: str, value: object, why: str) -> None:
    read = parse_line(json.dumps({"title": "One", field: value}), NOW)
    assert not isinstance(read, str)
    (said,) = read.left_out
    assert said.startswith(f"{field}: {why}")


def test_keys_that_are_not_read_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [{"title": "One", "published_at": "2026-05-01"}, {"title": "Two", "published_at": 1}]
    lines.append({"title": "Three", "story": "s1", "date": "2026-05-01"})
    path.write_text("\n".join(json.dumps(line) for line in lines))
    assert read_articles(path, NOW).unread == {"published_at": 2, "date": 1}
    path.write_text("\n".join(json.dumps({"title": "One", f"k{n}": n}) for n in range(500)))
    assert len(read_articles(path, NOW).unread) == 100


@pytest.mark.parametrize(("given", "code"), [("en-US", "en"), ("deu", "de"), ("nb", "no")])
def test_languages_are_the_codes_that_articles_carry(given: str, code: str) -> None:
    read = parse_line(json.dumps({"title": "One", "lang": given}), NOW)
    assert not isinstance(read, str)
    assert (read.article.lang, read.left_out) == (code, [])


@pytest.mark.parametrize("cut", [0, 20])
def test_a_bad_line_is_numbered_and_the_others_are_read(tmp_path: Path, cut: int) -> None:
    lines = ['\ufeff{"title": "One"}', "[" * 5000, '{"title": "Two \\ud800"}', "", '{"title": "3"}']
    packed = gzip.compress("\n".join(lines).encode())
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed[: len(packed) - cut])
    imported = read_articles(path, NOW)
    articles, bad = imported.articles, imported.bad_lines
    assert bad[0 if not cut else -1].number >= 1
    if not cut:
        assert [article.title for article in articles] == ["One", "Two", "3"]
        assert [line.number for line in bad] == [2]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
keys = st.sampled_from(["id", "title", "text", "summary", "lang", "outlet", "url", "published"])


@settings(deadline=None)
@given(st.dictionaries(keys, values).map(json.dumps) | st.text())
def test_any_line_is_an_article_or_a_bad_line(line: str) -> None:
    read = parse_line(line, NOW)
    assert isinstance(read, str) or read.entry.id == read.article.id
