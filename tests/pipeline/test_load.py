"""What a language brings comes from its folder, and from English where it has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.language import load
from pipeline.language.load import (
    alternatives,
    filled,
    languages,
    load_language,
    load_outlets,
    load_pages,
)
from pipeline.language.records import Language


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data that a test may write to."""
    for source in (load.DATA / "en").iterdir():
        (tmp_path / "en").mkdir(exist_ok=True)
        (tmp_path / "en" / source.name).write_text(source.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(load, "DATA", tmp_path)
    languages.cache_clear()
    yield tmp_path
    languages.cache_clear()


def test_english_is_whole() -> None:
    english = load_language("en")
    assert english.code == "en"
    assert english.dates.month_numbers["sept"] == 9
    assert english.dates.weekday_names[0] == "monday"
    assert "u.s" in english.sentences.abbreviations
    assert load_outlets().agencies["AFP"].credit == ("afp", "agence france-presse")


@pytest.mark.parametrize("code", ["", "xx", "mul", "../en", "en/", "EN", "sw"])
def test_a_language_without_a_folder_is_english(code: str) -> None:
    assert load_language(code) is load_language("en")


def test_a_folder_adds_a_language_and_english_fills_its_gaps(folders: Path) -> None:
    (folders / "qa").mkdir()
    (folders / "qa" / "names.toml").write_text('honorifics = "kanzler"\nparticles = "von"\n')
    language = load_language("qa")
    assert language.code == "qa"
    assert language.names.honorifics == {"kanzler"}
    assert language.numbers == load_language("en").numbers


@pytest.mark.parametrize(
    "text",
    [
        'honorifics = "kanzler"\n',  # a key too few
        'honorifics = ""\nparticles = ""\ntitles = ""\n',  # one too many
        "honorifics = \n",  # no TOML
    ],
)
def test_a_faulty_file_is_refused_by_name(folders: Path, text: str) -> None:
    (folders / "qb").mkdir()
    (folders / "qb" / "names.toml").write_text(text)
    with pytest.raises(ValueError, match=r"qb/names\.toml"):
        load_language("qb")


def test_every_file_belongs_to_a_record_and_says_where_it_is_from() -> None:
    readme = (load.DATA / "README.md").read_text("utf-8")
    parts = {name for name in Language.__slots__ if name != "code"}
    for folder in (load.DATA / code for code in languages()):
        for file in folder.iterdir():
            assert file.name.removesuffix(".toml") in parts
            assert f"`{file.name}`" in readme
            assert file.read_text("utf-8").startswith("#")


def test_phrases_of_pages_are_of_many_languages() -> None:
    pages = load_pages()
    assert any("abonnent" in phrase for phrase in pages.paywall)
    assert all(re.compile(phrase) for phrase in (*pages.challenge, *pages.consent))


def test_alternatives_try_the_longest_first_and_keep_signs_plain() -> None:
    pattern = re.compile(alternatives(["over", "over all", "u.s"]))
    assert pattern.match("over all the land")[0] == "over all"
    assert pattern.match("uxs") is None


def test_an_empty_list_matches_nothing() -> None:
    assert re.search(rf"a(?:{alternatives(())})?", "ab")[0] == "a"
    assert re.search(alternatives(()), "over") is None


def test_an_expression_is_filled_by_name_and_keeps_its_counts() -> None:
    assert filled(r"\d{1,2} {month}", month="(?:may|june)") == r"\d{1,2} (?:may|june)"
